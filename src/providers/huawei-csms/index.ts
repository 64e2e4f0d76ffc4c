import { headerText } from '../../http/sendable.ts';
import type { FilterMember } from '../../tasks/filter.ts';
import { encodeGlobalId } from '../../tasks/global-id.ts';
import type { SourceInfo } from '../../tasks/source.ts';
import { authSettings } from '../../vendors/huawei/auth.ts';
import { createHuaweiUpstream } from '../../vendors/huawei/upstream.ts';
import { defineProvider, sourceSettings, upstreamSettings } from '../provider.ts';
import { createClient, MAX_PAGE_SIZE } from './client.ts';
import { pushdown } from './pushdown.ts';
import { openSource } from './source.ts';
import { STATUSES, TYPENAME } from './task.ts';

/** Secret tasks of Huawei Cloud CSMS, a part of DEW. */
export const huaweiCsms = defineProvider({
  name: 'huawei-csms',
  typename: TYPENAME,
  settings: sourceSettings.extend({
    /** Id of the project whose tasks are listed; no part of CSMS is reached without one. */
    projectId: headerText,
    auth: authSettings,
  }),
  connect(settings, deps) {
    const { id: name, auth, url, projectId, rateLimit, deadlineMs, scanLimit } = settings;
    const upstream = createHuaweiUpstream({
      ...upstreamSettings(settings),
      auth,
      projectId,
      deadlineMs,
      limiter: rateLimit && deps.limiterFor(name, rateLimit),
      sharing: deps,
    });
    const info: SourceInfo = {
      id: encodeGlobalId('TaskSource', name),
      name,
      provider: 'HUAWEI_CSMS',
      typename: TYPENAME,
      url,
      capabilities: {
        pagination: 'MARKER',
        minPageSize: null,
        maxPageSize: MAX_PAGE_SIZE,
        sorts: false,
        counts: false,
        pushedFilters: Object.keys(pushdown) as FilterMember[],
      },
      traits: { statuses: STATUSES, haveInitiator: false, haveTarget: true, haveEnd: false },
      redact: (record) => record,
      health: upstream.health,
    };
    const client = createClient(upstream.exchange, projectId);
    return {
      info,
      open: (scope) => openSource({ info, client, scanLimit, deadlineMs }, scope),
      close: upstream.close,
    };
  },
  loadTypes: async () => (await import('./type.ts')).addTypes,
  simulate: async (options) => (await import('./simulator.ts')).simulate(options),
});

import { encodedText, headerText } from '../../http/sendable.ts';
import type { FilterMember } from '../../tasks/filter.ts';
import { encodeGlobalId } from '../../tasks/global-id.ts';
import type { SourceInfo } from '../../tasks/source.ts';
import { authSettings } from '../../vendors/huawei/auth.ts';
import { createHuaweiUpstream } from '../../vendors/huawei/upstream.ts';
import { defineProvider, sourceSettings, upstreamSettings } from '../provider.ts';
import { createClient, MAX_PAGE_SIZE, MIN_PAGE_SIZE } from './client.ts';
import { pushdown } from './pushdown.ts';
import { openSource } from './source.ts';
import { STATUSES, TYPENAME } from './task.ts';

/** Jobs of Huawei Cloud HSS (Host Security Service). */
export const huaweiHss = defineProvider({
  name: 'huawei-hss',
  typename: TYPENAME,
  settings: sourceSettings.extend({
    projectId: headerText.max(256),
    /** `0` is the default enterprise project alone, `all_granted_eps` all. */
    enterpriseProjectId: encodedText.max(256).default('0'),
    auth: authSettings,
  }),
  connect(settings, deps) {
    const { id: name, auth, url, projectId, enterpriseProjectId, rateLimit, deadlineMs, scanLimit } = settings;
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
      provider: 'HUAWEI_HSS',
      typename: TYPENAME,
      url,
      capabilities: {
        pagination: 'OFFSET',
        minPageSize: MIN_PAGE_SIZE,
        maxPageSize: MAX_PAGE_SIZE,
        sorts: true,
        counts: true,
        pushedFilters: Object.keys(pushdown) as FilterMember[],
      },
      traits: { statuses: STATUSES, haveInitiator: false, haveTarget: false, haveEnd: true },
      redact: (record) => record,
      health: upstream.health,
    };
    const client = createClient({ exchange: upstream.exchange, projectId, enterpriseProjectId });
    return {
      info,
      open: (scope) => openSource({ info, client, enterpriseProjectId, scanLimit, deadlineMs }, scope),
      close: upstream.close,
    };
  },
  loadTypes: async () => (await import('./type.ts')).addTypes,
  simulate: async (options) => (await import('./simulator.ts')).simulate(options),
});

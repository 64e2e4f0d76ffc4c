import { createUpstream } from '../../http/upstream.ts';
import { encodeGlobalId } from '../../tasks/global-id.ts';
import type { SourceInfo } from '../../tasks/source.ts';
import { defineProvider, sourceSettings, upstreamSettings } from '../provider.ts';
import { authSettings, createCredential } from './auth.ts';
import { createClient } from './client.ts';
import { openSource } from './source.ts';
import { redact, STATUSES, TYPENAME } from './task.ts';

/** Runspaces of VMware Script Runtime Service for vSphere. */
export const vmwareSrs = defineProvider({
  name: 'vmware-srs',
  typename: TYPENAME,
  settings: sourceSettings.extend({ auth: authSettings }),
  connect(settings, { limiterFor }) {
    const { id: name, auth, url, rateLimit, deadlineMs, scanLimit } = settings;
    const upstream = createUpstream({
      ...upstreamSettings(settings),
      secrets: [auth.type === 'login' ? auth.password : auth.token],
      credential: (unsigned) => createCredential(auth, unsigned, deadlineMs),
      limiter: rateLimit && limiterFor(name, rateLimit),
    });
    const info: SourceInfo = {
      id: encodeGlobalId('TaskSource', name),
      name,
      provider: 'VMWARE_SRS',
      typename: TYPENAME,
      url,
      capabilities: {
        pagination: 'WHOLE',
        minPageSize: null,
        maxPageSize: null,
        sorts: false,
        counts: false,
        pushedFilters: [],
      },
      traits: { statuses: STATUSES, haveInitiator: false, haveTarget: false, haveEnd: false },
      redact,
      health: upstream.health,
    };
    const client = createClient(upstream.exchange);
    return {
      info,
      open: (scope) => openSource({ info, client, scanLimit, deadlineMs }, scope),
      close: upstream.close,
    };
  },
  loadTypes: async () => (await import('./type.ts')).addTypes,
  simulate: async (options) => (await import('./simulator.ts')).simulate(options),
});

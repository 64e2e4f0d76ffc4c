import { z } from 'zod';
import { createUpstream } from '../../http/upstream.ts';
import type { FilterMember } from '../../tasks/filter.ts';
import { encodeGlobalId } from '../../tasks/global-id.ts';
import type { SourceInfo } from '../../tasks/source.ts';
import { defineProvider, sourceSettings, upstreamSettings } from '../provider.ts';
import { authSettings, createCredential } from './auth.ts';
import { createClient } from './client.ts';
import { PUSHDOWN } from './pushdown.ts';
import { isNeutral, isTransient } from './read-error.ts';
import { redact } from './redact.ts';
import { openSource } from './source.ts';
import { STATUSES, TYPENAME } from './task.ts';

/** Ids of services: the API lists nothing without. */
const services = z
  .array(z.string().min(1))
  .min(1)
  .transform((ids) => [...new Set(ids)]);

/** Tasks of the vSphere Automation API: Cis Tasks. */
export const vsphereCis = defineProvider({
  name: 'vsphere-cis',
  typename: TYPENAME,
  settings: sourceSettings.extend({ services, auth: authSettings }),
  connect(settings, { limiterFor }) {
    const { id: name, auth, url, rateLimit, deadlineMs, scanLimit } = settings;
    const upstream = createUpstream({
      ...upstreamSettings(settings),
      secrets: [auth.type === 'session' ? auth.password : auth.token],
      credential: (unsigned) => createCredential(auth, unsigned, deadlineMs),
      limiter: rateLimit && limiterFor(name, rateLimit),
      isTransient,
      isNeutral,
    });
    const info: SourceInfo = {
      id: encodeGlobalId('TaskSource', name),
      name,
      provider: 'VSPHERE_CIS',
      typename: TYPENAME,
      url,
      capabilities: {
        pagination: 'WHOLE',
        minPageSize: null,
        maxPageSize: null,
        sorts: false,
        counts: false,
        pushedFilters: Object.keys(PUSHDOWN) as FilterMember[],
      },
      traits: { statuses: STATUSES, haveInitiator: true, haveTarget: true, haveEnd: true },
      redact,
      health: upstream.health,
    };
    const client = createClient(upstream.exchange);
    return {
      info,
      open: (scope) => openSource({ info, client, services: settings.services, scanLimit, deadlineMs }, scope),
      close: upstream.close,
    };
  },
  loadTypes: async () => (await import('./type.ts')).addTypes,
  simulate: async (options) => (await import('./simulator.ts')).simulate(options),
});

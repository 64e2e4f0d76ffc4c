import { createHash } from 'node:crypto';
import type { z } from 'zod';
import { createUpstream } from '../../http/upstream.ts';
import { encodeGlobalId } from '../../tasks/global-id.ts';
import type { SourceInfo } from '../../tasks/source.ts';
import { defineProvider, rateLimitSetting, sourceSettings, upstreamSettings } from '../provider.ts';
import { apiVersionSetting } from './api-version.ts';
import { authSettings, createCredential } from './auth.ts';
import { createClient, MAX_PAGE_SIZE } from './client.ts';
import { redact } from './redact.ts';
import { MIN_PAGE_SIZE, openSource } from './source.ts';
import { STATUSES, TYPENAME } from './task.ts';

const settings = sourceSettings.extend({
  apiVersion: apiVersionSetting,
  auth: authSettings,
  /** The gateway's own limit, per client id and API version: https://developer.sailpoint.com/docs/api/rate-limit */
  rateLimit: rateLimitSetting.default({ requests: 100, perMs: 10_000 }),
});

/** Pending tasks of SailPoint Identity Security Cloud. */
export const sailPoint = defineProvider({
  name: 'sailpoint',
  typename: TYPENAME,
  settings,
  connect(read, { limiterFor }) {
    const { id: name, auth, apiVersion: version, url, rateLimit, deadlineMs, scanLimit } = read;
    const upstream = createUpstream({
      ...upstreamSettings(read),
      secrets: [auth.type === 'token' ? auth.token : auth.clientSecret],
      credential: (unsigned) => createCredential(auth, unsigned, deadlineMs),
      limiter: limiterFor(limiterKey(read), rateLimit),
    });
    const info: SourceInfo = {
      id: encodeGlobalId('TaskSource', name),
      name,
      provider: 'SAILPOINT',
      typename: TYPENAME,
      url,
      capabilities: {
        pagination: 'OFFSET',
        minPageSize: MIN_PAGE_SIZE,
        maxPageSize: MAX_PAGE_SIZE,
        sorts: version.sorts,
        counts: true,
        // The keys of a declaration whose type has the members of TaskFilter alone.
        pushedFilters: Object.keys(version.pushdown) as (keyof typeof version.pushdown)[],
      },
      traits: { statuses: STATUSES, haveInitiator: true, haveTarget: true, haveEnd: true },
      redact,
      health: upstream.health,
    };
    const client = createClient(upstream.exchange, version);
    return {
      info,
      open: (scope) => openSource({ info, client, version, scanLimit, deadlineMs }, scope),
      close: upstream.close,
    };
  },
  loadTypes: async () => (await import('./type.ts')).addTypes,
  simulate: async (options) => (await import('./simulator.ts')).simulate(options),
});

/** What the gateway counts together, hashed: a key is no place for a secret. */
function limiterKey({ url, auth, apiVersion }: z.output<typeof settings>): string {
  const client = auth.type === 'token' ? auth.token : auth.clientId;
  const counted = createHash('sha256').update(JSON.stringify([url, apiVersion.name, auth.type, client]));
  return `sailpoint ${counted.digest('base64url')}`;
}

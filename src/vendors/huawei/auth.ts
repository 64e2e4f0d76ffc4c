import { z } from 'zod';
import { upstreamError } from '../../errors.ts';
import { type Credential, createFixedCredential, createSessionCredential, ownCall } from '../../http/credential.ts';
import { compose, type HttpRequest, type Interceptor } from '../../http/exchange.ts';
import { conceal } from '../../http/interceptors/conceal.ts';
import { deadline } from '../../http/interceptors/deadline.ts';
import { retry } from '../../http/interceptors/retry.ts';
import { originUrl } from '../../http/origin-url.ts';
import { createPool, type TlsOptions } from '../../http/pool.ts';
import type { ProcessTurns } from '../../http/process-turns.ts';
import { requestJson } from '../../http/request-json.ts';
import { encodedText, headerText } from '../../http/sendable.ts';
import { createKeyGuard } from './key-guard.ts';
import { isTransient, readError, waitMs } from './read-error.ts';
import { signRequest } from './sign.ts';

const iamSettings = z.strictObject({
  type: z.literal('iam'),
  /** The IAM endpoint: of the region, or the global one. */
  url: originUrl,
  /** Name of the account. */
  domain: encodedText,
  username: encodedText,
  password: encodedText,
  /** Name of the project, which is the region's: the services are project level. */
  project: encodedText,
});

/** `iam` signs in for a token, `aksk` signs each request with an access key, `token` is a ready X-Auth-Token. */
export const authSettings = z.discriminatedUnion('type', [
  iamSettings,
  z.strictObject({ type: z.literal('aksk'), accessKey: headerText, secretKey: encodedText }),
  z.strictObject({ type: z.literal('token'), token: headerText.max(32_768) }),
]);

export interface CredentialOptions {
  /** Of the service, with its port where the URL has one: what the `Host` header says. */
  readonly host: string;
  readonly projectId: string;
  /** Bound one try and all tries of a sign-in, in milliseconds. */
  readonly timeoutMs: number;
  readonly deadlineMs: number;
  readonly retries: number;
  readonly tls?: TlsOptions | undefined;
  /** Epoch milliseconds, which signatures are dated by; the wall clock unless given. */
  readonly now?: () => number;
}

/** Where what belongs to a key is found: in this process, and between processes where there are several. */
export interface KeySharing {
  readonly shared: (key: string, make: () => Interceptor) => Interceptor;
  readonly turnsOf: (key: string) => ProcessTurns | undefined;
}

/** The guard that all sources with the same access key share; none for a token. */
export function guardOf(auth: z.output<typeof authSettings>, { shared, turnsOf }: KeySharing): Interceptor | undefined {
  if (auth.type !== 'aksk') return undefined;
  const key = `huawei access key ${auth.accessKey}`;
  return shared(key, () => createKeyGuard(undefined, turnsOf(key)));
}

/** The credential of one source of a Huawei Cloud service. Closes the connections to IAM that it opens. */
export function createCredential(auth: z.output<typeof authSettings>, options: CredentialOptions): Credential {
  const { now = Date.now } = options;
  switch (auth.type) {
    case 'iam':
      return createIamCredential(auth, options, now);
    case 'aksk': {
      const named = { host: options.host, 'x-project-id': options.projectId };
      // A refusal stands: the key's guard sees to it that no other follows.
      return createFixedCredential((request) =>
        signRequest({ ...request, headers: { ...request.headers, ...named } }, auth, now()),
      );
    }
    case 'token':
      return createFixedCredential(withToken(auth.token));
    default:
      return auth satisfies never;
  }
}

const withToken =
  (token: string) =>
  (request: HttpRequest): HttpRequest => ({ ...request, headers: { ...request.headers, 'x-auth-token': token } });

const instant = z.string().nullish().catch(null);
const tokenBody = z.object({ token: z.object({ issued_at: instant, expires_at: instant }) });

/**
 * POST /v3/auth/tokens: a token good for 24 hours, which may be cached. A new one does not void the old, so asking again is safe.
 * @see https://support.huaweicloud.com/intl/en-us/api-iam/iam_30_0001.html
 */
function createIamCredential(
  { url, domain, username, password, project }: z.output<typeof iamSettings>,
  { timeoutMs, deadlineMs, retries, tls }: CredentialOptions,
  now: () => number,
): Credential {
  // `serverName` is the service's own: IAM has another name.
  const pool = createPool({ origin: url, maxConcurrency: 1, timeoutMs, tls: tls && { ca: tls.ca } });
  const exchange = compose(pool.exchange, [deadline, retry({ retries, isTransient, waitMs }), conceal([password])]);
  const body = JSON.stringify({
    auth: {
      identity: { methods: ['password'], password: { user: { name: username, password, domain: { name: domain } } } },
      scope: { project: { name: project } },
    },
  });

  const session = createSessionCredential(async () => {
    const { data, headers } = await requestJson(
      exchange,
      {
        method: 'POST',
        path: '/v3/auth/tokens?nocatalog=true',
        headers: { 'content-type': 'application/json', accept: 'application/json' },
        body,
        safe: true,
        schema: tokenBody,
        readError,
      },
      ownCall(deadlineMs),
    );
    const token = headers['x-subject-token'];
    if (!token) throw upstreamError('INVALID_RESPONSE', 'The sign-in was answered without a token.');
    return { grant: { sign: withToken(token) }, lifetimeMs: lifetimeOf(data.token, now()) };
  });

  return {
    ...session,
    async close() {
      await session.close();
      await pool.close();
    },
  };
}

/** By IAM's own clock where it tells when the token was made; null where it does not tell the end, or tells one that has passed. */
function lifetimeOf(
  { issued_at: issued, expires_at: expires }: z.output<typeof tokenBody>['token'],
  now: number,
): number | null {
  const endsAt = Date.parse(expires ?? '');
  const issuedAt = Date.parse(issued ?? '');
  const lifetimeMs = endsAt - (Number.isNaN(issuedAt) ? now : issuedAt);
  return lifetimeMs > 0 ? lifetimeMs : null;
}

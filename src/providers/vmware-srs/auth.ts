import { z } from 'zod';
import { upstreamError } from '../../errors.ts';
import {
  type Credential,
  createFixedCredential,
  createSessionCredential,
  type Grant,
  ownCall,
} from '../../http/credential.ts';
import type { Exchange, HttpResponse } from '../../http/exchange.ts';
import { type ErrorReading, requestJson } from '../../http/request-json.ts';
import { encodedText, headerText } from '../../http/sendable.ts';

/** `login` signs in at POST /api/auth/login with a vCenter SSO user; `token` is a ready X-SRS-API-KEY. */
export const authSettings = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('login'), username: encodedText, password: encodedText }),
  z.strictObject({ type: z.literal('token'), token: headerText }),
]);

const KEY_HEADER = 'x-srs-api-key';

const withKey =
  (key: string): Grant['sign'] =>
  (request) => ({ ...request, headers: { ...request.headers, [KEY_HEADER]: key } });

/**
 * The key slides: each call extends its 30 minutes, so it has no end that could be known, and a 401 tells that it is over.
 * Signing out lets the service remove the session's idle runspaces; ours has none.
 */
export function createCredential(
  auth: z.output<typeof authSettings>,
  unsigned: Exchange,
  deadlineMs: number,
): Credential {
  if (auth.type === 'token') return createFixedCredential(withKey(auth.token));
  const basic = Buffer.from(`${auth.username}:${auth.password}`, 'utf8').toString('base64');
  return createSessionCredential(async () => {
    const { headers } = await requestJson(
      unsigned,
      {
        method: 'POST',
        path: '/api/auth/login',
        headers: { authorization: `Basic ${basic}` },
        // A try whose answer is lost may leave a session behind, which ends by itself when it idles.
        safe: true,
        schema: z.unknown(),
        whenEmpty: null,
        readError: readLoginError,
      },
      ownCall(deadlineMs),
    );
    const key = headers[KEY_HEADER];
    if (!key) throw upstreamError('INVALID_RESPONSE', 'The sign-in was answered without a key.', { httpStatus: 200 });
    const sign = withKey(key);
    const logout = sign({ method: 'POST', path: '/api/auth/logout', headers: {}, safe: false });
    return { grant: { sign }, lifetimeMs: null, signOut: () => unsigned(logout, ownCall(deadlineMs)) };
  });
}

/** A refusal has no body that would tell more than its status. */
function readLoginError(_json: unknown, { status }: HttpResponse): ErrorReading {
  return status < 500 && status !== 429 ? { message: 'The upstream refused the sign-in.' } : {};
}

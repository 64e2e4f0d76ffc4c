import { z } from 'zod';
import {
  type Credential,
  createFixedCredential,
  createSessionCredential,
  type Grant,
  isRefusedCredential,
  ownCall,
} from '../../http/credential.ts';
import type { Exchange } from '../../http/exchange.ts';
import { requestJson } from '../../http/request-json.ts';
import { encodedText, headerText } from '../../http/sendable.ts';
import { readLoginError, SESSION_CAP } from './read-error.ts';
import { sessionToken } from './wire.ts';

/** `session` signs in at POST /api/session with an SSO user; `token` is a ready session id. */
export const authSettings = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('session'), username: encodedText, password: encodedText }),
  z.strictObject({ type: z.literal('token'), token: headerText }),
]);

const SESSION_HEADER = 'vmware-api-session-id';

const withSession =
  (token: string): Grant['sign'] =>
  (request) => ({ ...request, headers: { ...request.headers, [SESSION_HEADER]: token } });

/**
 * A session ends after a time without calls and, whatever happens, with the token behind it; neither time is told by the API,
 * so a 401 tells that it is over. Users have few sessions (some 500 before 8.0 U3): ours is ended at shutdown.
 */
export function createCredential(
  auth: z.output<typeof authSettings>,
  unsigned: Exchange,
  deadlineMs: number,
): Credential {
  if (auth.type === 'token') return createFixedCredential(withSession(auth.token));
  const basic = Buffer.from(`${auth.username}:${auth.password}`, 'utf8').toString('base64');
  return createSessionCredential(
    async () => {
      const { data: token } = await requestJson(
        unsigned,
        {
          method: 'POST',
          path: '/api/session',
          headers: { accept: 'application/json', authorization: `Basic ${basic}` },
          // A try whose answer is lost may leave a session behind, which ends by itself when it idles.
          safe: true,
          schema: sessionToken,
          readError: readLoginError,
        },
        ownCall(deadlineMs),
      );
      const sign = withSession(token);
      const signOut = sign({ method: 'DELETE', path: '/api/session', headers: {}, safe: false });
      return { grant: { sign }, lifetimeMs: null, signOut: () => unsigned(signOut, ownCall(deadlineMs)) };
    },
    undefined,
    (problem) => isRefusedCredential(problem) || problem.upstreamCode === SESSION_CAP,
  );
}

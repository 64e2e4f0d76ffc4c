import { z } from 'zod';
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
import { withoutStackTrace } from '../../http/stack-trace.ts';
import { tokenAnswer } from './wire.ts';

/** `client-credentials` is an API client or a personal access token, both of which sign in alike; `token` is a ready access token. */
export const authSettings = z.discriminatedUnion('type', [
  z.strictObject({
    type: z.literal('client-credentials'),
    clientId: encodedText,
    clientSecret: encodedText,
  }),
  z.strictObject({ type: z.literal('token'), token: headerText }),
]);

type ClientCredentials = Extract<z.output<typeof authSettings>, { type: 'client-credentials' }>;

const withToken =
  (token: string): Grant['sign'] =>
  (request) => ({ ...request, headers: { ...request.headers, authorization: `Bearer ${token}` } });

/**
 * Access tokens live `expires_in` seconds (12.5 minutes in the vendor's sample) and can't be extended or signed out:
 * a new one is asked for before.
 * @param now the clock that their life is measured on.
 */
export function createCredential(
  auth: z.output<typeof authSettings>,
  unsigned: Exchange,
  deadlineMs: number,
  now?: () => number,
): Credential {
  if (auth.type === 'token') return createFixedCredential(withToken(auth.token));
  // The vendor shows query and multipart; a form is what RFC 6749 has, and keeps the secret out of the URL.
  const form = new URLSearchParams({
    grant_type: 'client_credentials',
    client_id: auth.clientId,
    client_secret: auth.clientSecret,
  });
  return createSessionCredential(async () => {
    const { data } = await requestJson(
      unsigned,
      {
        method: 'POST',
        path: '/oauth/token',
        headers: { accept: 'application/json', 'content-type': 'application/x-www-form-urlencoded' },
        body: form.toString(),
        // A second token does not end the first, so a sign-in may be tried again.
        safe: true,
        schema: tokenAnswer,
        readError: (json, response) => readSignInError(json, response, auth),
      },
      ownCall(deadlineMs),
    );
    const { access_token: token, expires_in: seconds } = data;
    return { grant: { sign: withToken(token) }, lifetimeMs: seconds === null ? null : seconds * 1000 };
  }, now);
}

const oauthError = z.object({ error: z.string(), error_description: z.string().optional() });

/** RFC 6749, 5.2: a refusal is status 400 or 401 with `error` and perhaps `error_description`. */
function readSignInError(json: unknown, { status }: HttpResponse, auth: ClientCredentials): ErrorReading {
  const parsed = oauthError.safeParse(json);
  const { error = null, error_description: description = null } = parsed.data ?? {};
  const told = withoutStackTrace(description ?? error ?? '').replace(/[.\s]+$/, '');
  const names = [auth.clientId, auth.clientSecret];
  // A description may repeat what was sent: such a one is not shown.
  const reason = told === '' || names.some((name) => told.includes(name)) ? '' : `: ${told}`;
  return {
    ...(status === 400 || status === 401 || status === 403 ? { code: 'UNAUTHENTICATED' } : {}),
    message: `SailPoint ${status < 500 && status !== 429 ? 'refused' : 'could not answer'} the sign-in${reason}.`,
    ...(error === null || names.some((name) => error.includes(name)) ? {} : { upstreamCode: error }),
  };
}

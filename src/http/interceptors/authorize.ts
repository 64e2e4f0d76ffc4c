import type { Credential, Grant } from '../credential.ts';
import type { Call, Exchange, HttpRequest, HttpResponse, Interceptor } from '../exchange.ts';

/** After a grant that was fresh has been refused too, refusals stand for so long: another sign-in would mend nothing. */
const PAUSE_MS = 30_000;

/**
 * Signs each request. A refusal is answered once with a fresh grant, where the credential can give one; the second answer stands.
 * @param isRefused whether an answer says that the credential is no longer good (401, unless the provider knows better).
 */
export function authorize(
  credential: Credential,
  isRefused: (response: HttpResponse) => boolean = ({ status }) => status === 401,
  now: () => number = () => performance.now(),
): Interceptor {
  let standsUntil = Number.NEGATIVE_INFINITY;
  const sendAgain = async (next: Exchange, request: HttpRequest, call: Call): Promise<HttpResponse> => {
    const fresh = await credential.grant(call);
    const second = await next(fresh.sign(request), call);
    if (isRefused(second)) standsUntil = now() + PAUSE_MS;
    return second;
  };
  const send = (next: Exchange, request: HttpRequest, call: Call, grant: Grant): Promise<HttpResponse> =>
    next(grant.sign(request), call).then((response) => {
      if (response.status < 300) standsUntil = Number.NEGATIVE_INFINITY;
      if (!isRefused(response) || now() < standsUntil || !credential.refuse(grant)) return response;
      return sendAgain(next, request, call);
    });
  return (next) => (request, call) => {
    try {
      const held = credential.held();
      if (held) return send(next, request, call, held);
      return credential.grant(call).then((grant) => send(next, request, call, grant));
    } catch (error) {
      // What can't be signed is no request: an exchange rejects.
      return Promise.reject(error);
    }
  };
}

import type { Credential } from '../credential.ts';
import type { HttpResponse, Interceptor } from '../exchange.ts';

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
  return (next) => async (request, call) => {
    const grant = credential.held() ?? (await credential.grant(call));
    const response = await next(grant.sign(request), call);
    if (response.status < 300) standsUntil = Number.NEGATIVE_INFINITY;
    if (!isRefused(response) || now() < standsUntil || !credential.refuse(grant)) return response;
    const fresh = await credential.grant(call);
    const second = await next(fresh.sign(request), call);
    if (isRefused(second)) standsUntil = now() + PAUSE_MS;
    return second;
  };
}

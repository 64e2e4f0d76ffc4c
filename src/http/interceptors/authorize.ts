import type { Credential } from '../credential.ts';
import type { HttpResponse, Interceptor } from '../exchange.ts';

/**
 * Signs each request. A refusal is answered once with a fresh grant, where the credential can give one; the second answer stands.
 * @param isRefused whether an answer says that the credential is no longer good (401, unless the provider knows better).
 */
export function authorize(
  credential: Credential,
  isRefused: (response: HttpResponse) => boolean = ({ status }) => status === 401,
): Interceptor {
  return (next) => async (request, call) => {
    const grant = await credential.grant(call);
    const response = await next(grant.sign(request), call);
    if (!isRefused(response) || !credential.refuse(grant)) return response;
    const fresh = await credential.grant(call);
    return next(fresh.sign(request), call);
  };
}

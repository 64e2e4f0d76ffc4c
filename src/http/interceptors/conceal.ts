import type { HttpRequest, HttpResponse, Interceptor } from '../exchange.ts';

/** What a header may say without being a secret. */
const PLAIN = new Set(['accept', 'content-type', 'host', 'x-project-id', 'x-sdk-date', 'x-sailpoint-experimental']);
/** Shorter ones would be found where they are not meant. */
const SHORTEST = 6;

/**
 * Innermost: takes out of an error's body whatever of our credentials the upstream repeats in it, as its message goes on to clients.
 * @param secrets as configured; what was sent in headers is known from the request.
 */
export function conceal(secrets: readonly string[]): Interceptor {
  return (next) => (request, call) =>
    next(request, call).then((response) =>
      response.status < 400 || response.body.length === 0 ? response : concealed(response, request, secrets),
    );
}

function concealed(response: HttpResponse, { headers }: HttpRequest, secrets: readonly string[]): HttpResponse {
  const sent = Object.entries(headers).flatMap(([name, value]) =>
    PLAIN.has(name) ? [] : [value, ...value.split(/[\s,=]+/)],
  );
  const text = response.body.toString();
  const found = [...secrets, ...sent]
    .filter((value) => value.length >= SHORTEST && text.includes(value))
    .sort((a, b) => b.length - a.length);
  if (found.length === 0) return response;
  return { ...response, body: Buffer.from(found.reduce((rest, value) => rest.replaceAll(value, '[secret]'), text)) };
}

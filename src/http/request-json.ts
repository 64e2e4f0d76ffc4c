import type { z } from 'zod';
import { UpstreamError, type UpstreamProblem, upstreamProblem } from '../errors.ts';
import { type LazyPlan, parseLazily } from '../json/lazy-records.ts';
import { parseJson } from '../json/parse-json.ts';
import { compiled, MISFIT } from './compile-schema.ts';
import type { Call, Exchange, HttpRequest, HttpResponse } from './exchange.ts';
import { retryAfterMs } from './retry-after.ts';
import { withoutStackTrace } from './stack-trace.ts';
import { codeOfStatus, statusMessage } from './status-problem.ts';

/** What a provider reads out of an error body, over what the status alone says. */
export type ErrorReading = Partial<
  Pick<UpstreamProblem, 'code' | 'message' | 'retryable' | 'retryAfterMs' | 'upstreamCode' | 'requestId'>
>;

export interface JsonRequest<T> extends HttpRequest {
  /** The shape of a success; unknown members are ignored. */
  readonly schema: z.ZodType<T>;
  /** Where a success holds records of which nested members are parsed when they are looked at: the schema meets lazy records. */
  readonly lazy?: LazyPlan;
  /** What a success without a body (204) means; without it such an answer is INVALID_RESPONSE. */
  readonly whenEmpty?: T;
  /** Reads a documented error body; `json` is undefined where the body is none. */
  readonly readError: (json: unknown, response: HttpResponse) => ErrorReading;
}

export interface JsonAnswer<T> {
  readonly data: T;
  /** Lower-case names. */
  readonly headers: Readonly<Record<string, string>>;
}

/**
 * Sends a request and reads its answer at the boundary.
 * Rejects with UpstreamError: what {@link Exchange} rejects with, the provider's reading of an error status,
 * INVALID_RESPONSE for a redirect or a success that is not JSON of the documented shape.
 */
export async function requestJson<T>(exchange: Exchange, request: JsonRequest<T>, call: Call): Promise<JsonAnswer<T>> {
  const { schema, lazy, readError, whenEmpty } = request;
  const response = await exchange(request, call);
  const { status, headers, body } = response;
  if (status >= 300 && status < 400) {
    throw invalid(
      exchange,
      response,
      'The upstream redirects elsewhere, which is never followed with a credential: check its URL.',
    );
  }
  if (status < 200 || status >= 400) throw new UpstreamError(readProblem(response, readError));
  if (body.length === 0 && whenEmpty !== undefined) return { data: whenEmpty, headers };
  const json = jsonOf(response, lazy);
  if (json === undefined) throw invalid(exchange, response, 'The upstream did not answer with JSON.');
  const data = compiled(schema)(json);
  if (data === MISFIT) {
    const where = schema.safeParse(json).error?.issues[0]?.path.join('.') ?? '';
    throw invalid(
      exchange,
      response,
      `The upstream's answer has another shape than documented${where === '' ? '' : ` at ${where}`}.`,
    );
  }
  return { data, headers };
}

/** What several callers share is parsed once: nobody writes to what an upstream sent. */
function jsonOf({ body, shared }: HttpResponse, lazy: LazyPlan | undefined): unknown {
  if (shared?.json) return shared.json.value;
  const value = lazy ? parseLazily(body, lazy) : parseJson(body);
  if (shared) shared.json = { value };
  return value;
}

function invalid(exchange: Exchange, { status }: HttpResponse, message: string): UpstreamError {
  const problem = upstreamProblem('INVALID_RESPONSE', message, { httpStatus: status });
  exchange.onInvalid?.(problem);
  return new UpstreamError(problem);
}

function readProblem(response: HttpResponse, readError: JsonRequest<unknown>['readError']): UpstreamProblem {
  const { status, headers } = response;
  const {
    code = codeOfStatus(status),
    message = statusMessage(status),
    ...details
  } = readError(parseJson(response.body), response);
  return upstreamProblem(code, withoutStackTrace(message), {
    httpStatus: status,
    retryAfterMs: retryAfterMs(headers['retry-after']),
    ...details,
  });
}

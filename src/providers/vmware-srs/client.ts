import { z } from 'zod';
import type { Call, Exchange } from '../../http/exchange.ts';
import { type ErrorReading, requestJson } from '../../http/request-json.ts';
import { runspaceList } from './wire.ts';

/** The service's endpoints that this provider reads. Rejections are UpstreamError. */
export interface SrsClient {
  /** GET /api/runspaces: all runspaces of the signed-in user, records as received. */
  listRunspaces(call: Call): Promise<readonly unknown[]>;
}

export function createClient(exchange: Exchange): SrsClient {
  return {
    async listRunspaces(call) {
      const { data } = await requestJson(
        exchange,
        {
          method: 'GET',
          path: '/api/runspaces',
          headers: { accept: 'application/json' },
          safe: true,
          schema: runspaceList,
          readError,
        },
        call,
      );
      return data;
    },
  };
}

const errorBody = z.object({ code: z.number(), error_message: z.string() }).partial();
/** What ASP.NET answers by itself to a request that it does not let through. */
const problemDetails = z.object({ title: z.string(), detail: z.string().optional() });

/** ErrorDetails, or ProblemDetails; the session handler's 401 has no body at all. */
export function readError(json: unknown): ErrorReading {
  const details = errorBody.safeParse(json);
  if (details.success && (details.data.code !== undefined || details.data.error_message !== undefined)) {
    const { code, error_message: message } = details.data;
    return {
      ...(message === undefined ? {} : { message }),
      ...(code === undefined ? {} : { upstreamCode: String(code) }),
    };
  }
  const problem = problemDetails.safeParse(json);
  return problem.success ? { message: problem.data.detail ?? problem.data.title } : {};
}

import type { UpstreamProblem } from '../errors.ts';
import type { Bytes } from '../json/chunks.ts';
import type { Leave } from './leave.ts';

/** One request to one origin. `path` holds path and query exactly as sent; header names are lower case. */
export interface HttpRequest {
  readonly method: 'GET' | 'POST' | 'DELETE';
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
  /** It may be sent again: all but sign-out, the POSTs that read among them. A sign-in whose answer was lost is asked for anew. */
  readonly safe: boolean;
}

/** A whole answer. Header names are lower case, repeated ones joined by a comma; the body is bounded by the pool. */
export interface HttpResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Bytes;
  /** There where several callers got this very answer: what the first of them has read of it. */
  readonly shared?: { json?: { readonly value: unknown } };
}

/** One request as it went: what `outcomes { requests }` shows. No host, no header, no secret. */
export interface RequestRecord {
  readonly method: string;
  readonly path: string;
  /** Null where no answer came. */
  readonly status: number | null;
  readonly durationMs: number;
  /** 1 where the first try was answered for good. */
  readonly attempts: number;
  /** Whether the answer was shared with another caller. */
  readonly cached: boolean;
}

/** What every exchange is bound by and tells back to: who waits, how long, and what was sent for them. */
export interface Call {
  /** Aborted with the reason to reject with: the caller has gone, or its time is up. Nothing more is sent for it. */
  readonly signal: Leave;
  /** On the monotonic clock of `performance.now()`, in milliseconds; Infinity for none. May move later while others join. */
  readonly deadlineAt: number;
  /** Told once for each try that goes out. */
  readonly onTry?: () => void;
  /** Told where the answer is that of a request which was in flight already. */
  readonly onShared?: () => void;
  /** Told once for each request that was sent, or joined one in flight, when it has ended, answered or not. */
  readonly onRequest?: (record: RequestRecord) => void;
}

/**
 * Sends a request and resolves to its whole answer, whatever the status.
 * Rejects with `UpstreamError` (UNAVAILABLE, TIMEOUT, INVALID_RESPONSE for a body over the bound) or, where the caller has gone,
 * with the reason of its signal. Never throws.
 */
export interface Exchange {
  (request: HttpRequest, call: Call): Promise<HttpResponse>;
  /** Told by who reads an answer, where that is not what the upstream documents: no exchange reads bodies itself. */
  readonly onInvalid?: (problem: UpstreamProblem) => void;
}

/** One concern of traffic, wrapped around the rest of it. */
export type Interceptor = (next: Exchange) => Exchange;

/** Composes interceptors around an exchange; the first is the outermost. */
export function compose(exchange: Exchange, interceptors: readonly Interceptor[]): Exchange {
  return interceptors.reduceRight((next, interceptor) => interceptor(next), exchange);
}

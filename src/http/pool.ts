import { type Dispatcher, errors, Pool } from 'undici';
import { type UpstreamError, upstreamError } from '../errors.ts';
import type { Exchange, HttpResponse } from './exchange.ts';
import { createLimit } from './limit.ts';

/** More than any documented page can hold (1000 CSMS records, 250 SailPoint tasks); a longer body is not an answer. */
const MAX_BODY_BYTES = 32 * 1024 * 1024;

export interface TlsOptions {
  /** The authority that signed the upstream's certificate, as PEM. */
  readonly ca?: string | undefined;
  /** The name to check the certificate against, where it differs from the URL's host. */
  readonly serverName?: string | undefined;
}

export interface PoolOptions {
  /** Scheme, host and port. */
  readonly origin: string;
  /** Requests in flight at most; further ones wait in turn. */
  readonly maxConcurrency: number;
  /** Bounds one try, from its start to the last byte of the body. */
  readonly timeoutMs: number;
  readonly tls?: TlsOptions | undefined;
}

export interface HttpPool {
  readonly exchange: Exchange;
  /** Ends idle connections at once and the others when their request is done. */
  close(): Promise<void>;
}

/** The wire: one undici pool for one origin, whole bodies in bounded memory and time. Redirects are answers, never followed. */
export function createPool({ origin, maxConcurrency, timeoutMs, tls }: PoolOptions): HttpPool {
  const pool = new Pool(origin, {
    connections: maxConcurrency,
    // One request a connection: HTTP/2, on by default over TLS, would lift the bound on concurrency.
    allowH2: false,
    pipelining: 1,
    connect: {
      timeout: timeoutMs,
      ...(tls?.ca === undefined ? {} : { ca: tls.ca }),
      ...(tls?.serverName === undefined ? {} : { servername: tls.serverName }),
    },
  });

  // Waited for here rather than in the pool's queue: the time of a try begins when it can go out.
  const limit = createLimit(maxConcurrency);

  const exchange: Exchange = (request, call) =>
    new Promise((resolve, reject) => {
      call.signal.throwIfAborted();
      call.onTry?.();
      const { method, path, headers, body = null } = request;
      let controller: Dispatcher.DispatchController | null = null;
      let isOver = false;
      const end = (): boolean => {
        if (isOver) return false;
        isOver = true;
        clearTimeout(timer);
        call.signal.removeEventListener('abort', leave);
        return true;
      };
      // At once, also where the request still waits for a connection; the rest of an answer is not read.
      const giveUp = (reason: unknown): void => {
        if (!end()) return;
        reject(reason);
        controller?.abort(new errors.RequestAbortedError());
      };
      const leave = (): void => giveUp(call.signal.reason);
      const timer = setTimeout(
        () => giveUp(upstreamError('TIMEOUT', `The upstream did not answer within ${timeoutMs} ms.`)),
        timeoutMs,
      );
      call.signal.addEventListener('abort', leave, { once: true });

      const answer = createAnswer();
      pool.dispatch(
        { method, path, headers, body },
        {
          onRequestStart(started) {
            controller = started;
            if (isOver) started.abort(new errors.RequestAbortedError());
          },
          onResponseStart: (_controller, status, received) => answer.start(status, received),
          onResponseData(_controller, chunk) {
            const problem = answer.add(chunk);
            if (problem) giveUp(problem);
          },
          onResponseEnd() {
            if (end()) resolve(answer.whole());
          },
          onResponseError(_controller, error) {
            if (end()) reject(transportError(error));
          },
        },
      );
    });

  return {
    exchange: (request, call) => limit(() => exchange(request, call), call.signal),
    close: async () => (pool.closed ? undefined : pool.close()),
  };
}

/** Collects one answer, piece by piece. */
function createAnswer() {
  const chunks: Buffer[] = [];
  let status = 0;
  let headers: Readonly<Record<string, string>> = {};
  let bytes = 0;
  return {
    start(statusCode: number, received: Headers): void {
      status = statusCode;
      headers = flattenHeaders(received);
    },
    /** INVALID_RESPONSE for a body over the bound. */
    add(chunk: Buffer): UpstreamError | null {
      bytes += chunk.length;
      chunks.push(chunk);
      if (bytes <= MAX_BODY_BYTES && !(Number(headers['content-length'] ?? 0) > MAX_BODY_BYTES)) return null;
      return upstreamError('INVALID_RESPONSE', `The upstream's answer is longer than ${MAX_BODY_BYTES} bytes.`, {
        httpStatus: status,
      });
    },
    whole(): HttpResponse {
      const [only] = chunks;
      return { status, headers, body: only && chunks.length === 1 ? only : Buffer.concat(chunks) };
    },
  };
}

type Headers = Readonly<Record<string, string | string[] | undefined>>;

function flattenHeaders(headers: Headers): Record<string, string> {
  const flat: Record<string, string> = {};
  for (const name in headers) {
    const value = headers[name];
    if (value !== undefined) flat[name] = Array.isArray(value) ? value.join(', ') : value;
  }
  return flat;
}

/** A socket's failure as a problem. TLS refusals do not pass by themselves; the other ways of not being reached may. */
function transportError(error: unknown): UpstreamError {
  if (error instanceof errors.ConnectTimeoutError) {
    return upstreamError('TIMEOUT', 'The upstream did not accept a connection in time.');
  }
  const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown';
  if (/^(ERR_TLS|ERR_SSL|CERT_|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO)/.test(code)) {
    return upstreamError('UNAVAILABLE', `The upstream's TLS certificate was refused (${code}).`, { retryable: false });
  }
  if (code.startsWith('HPE_')) {
    return upstreamError('INVALID_RESPONSE', `The upstream's answer is not HTTP (${code}).`);
  }
  return upstreamError('UNAVAILABLE', `The upstream could not be reached (${code}).`);
}

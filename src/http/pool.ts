import { errors, Pool } from 'undici';
import { UpstreamError, upstreamError } from '../errors.ts';
import type { Exchange } from './exchange.ts';
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

  const exchange: Exchange = async (request, call) => {
    call.onTry?.();
    const bound = new AbortController();
    const leave = (): void => bound.abort();
    call.signal.addEventListener('abort', leave, { once: true });
    let isLate = false;
    const timer = setTimeout(() => {
      isLate = true;
      bound.abort();
    }, timeoutMs);
    try {
      const { statusCode, headers, body } = await pool.request({
        method: request.method,
        path: request.path,
        headers: request.headers,
        body: request.body ?? null,
        signal: bound.signal,
      });
      return { status: statusCode, headers: flattenHeaders(headers), body: await readBody(body, statusCode, headers) };
    } catch (error) {
      if (error instanceof UpstreamError) throw error;
      if (call.signal.aborted) throw call.signal.reason;
      if (isLate) throw upstreamError('TIMEOUT', `The upstream did not answer within ${timeoutMs} ms.`);
      throw transportError(error);
    } finally {
      clearTimeout(timer);
      call.signal.removeEventListener('abort', leave);
    }
  };

  return {
    exchange: (request, call) => limit(() => exchange(request, call), call.signal),
    close: async () => (pool.closed ? undefined : pool.close()),
  };
}

/** Leaving the loop early, by a throw, closes the connection: the rest is not read. */
async function readBody(
  body: AsyncIterable<Buffer>,
  status: number,
  headers: Readonly<Record<string, string | string[] | undefined>>,
): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  const announced = Number(headers['content-length'] ?? 0);
  for await (const chunk of body) {
    bytes += chunk.length;
    if (bytes > MAX_BODY_BYTES || announced > MAX_BODY_BYTES) {
      throw upstreamError('INVALID_RESPONSE', `The upstream's answer is longer than ${MAX_BODY_BYTES} bytes.`, {
        httpStatus: status,
      });
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

function flattenHeaders(headers: Readonly<Record<string, string | string[] | undefined>>): Record<string, string> {
  const flat: Record<string, string> = {};
  for (const [name, value] of Object.entries(headers)) {
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

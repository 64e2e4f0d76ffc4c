import type { Dispatcher, Pool } from 'undici';
import { type UpstreamError, upstreamError } from '../errors.ts';
import { bytesOf } from '../json/chunks.ts';
import type { Call, Exchange, HttpRequest, HttpResponse } from './exchange.ts';
import type { Leave } from './leave.ts';
import { createLimit } from './limit.ts';
import { ownWait } from './own-wait.ts';
import { isHeaderValue, isPath } from './sendable.ts';

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

/** Loads what sends requests, once. What is sent before then waits for it, within its time. */
export function loadTransport(): Promise<typeof import('undici')> {
  return import('undici');
}

/** The wire: one undici pool for one origin, whole bodies in bounded memory and time. Redirects are answers, never followed. */
export function createPool(options: PoolOptions): HttpPool {
  const { maxConcurrency, timeoutMs } = options;
  let pool: Pool | null = null;
  let opening: Promise<Pool> | null = null;
  const opened = (): Promise<Pool> => {
    // One that failed may pass: with too many files open, nothing can be loaded.
    opening ??= openPool(options).catch((error: unknown) => {
      opening = null;
      throw error;
    });
    return opening;
  };

  // Waited for here rather than in the pool's queue: the time of a try begins when it can go out.
  const left: Left = (reason, waitedMs, sentMs = null) => {
    const waitedFor = `${Math.round(waitedMs)} ms for one of ${maxConcurrency} connections (maxConcurrency)`;
    return ownWait(reason, waitedFor, sentMs === null ? null : waitedMs + sentMs);
  };
  const limit = createLimit(maxConcurrency, left);

  const send = (request: HttpRequest, call: Call, waitedMs: number): Promise<HttpResponse> =>
    new Promise((resolve, reject) => {
      call.signal.throwIfAborted();
      refuseUnsendable(request);
      call.onTry?.();
      const { method, path, headers, body = null } = request;
      const attempt = new Try(call.signal, timeoutMs, waitedMs, left, resolve, reject);
      const dispatch = (opened: Pool): void => {
        pool = opened;
        pool.dispatch({ method, path, headers, body }, attempt);
      };
      if (pool) dispatch(pool);
      else
        opened()
          .then(dispatch)
          .catch((error: unknown) => attempt.giveUp(error));
    });

  return {
    exchange: (request, call) => limit((waitedMs) => send(request, call, waitedMs), call.signal),
    async close() {
      // One that never sent anything has nothing to close.
      const open = await opening?.catch(() => null);
      if (open && !open.closed) await open.close();
    },
  };
}

/** Undici's pool takes a connection for busy, and for good, whose request it refused to write: none such may reach it. */
function refuseUnsendable({ path, headers }: HttpRequest): void {
  let part = isPath(path) ? null : 'path';
  for (const name in headers) if (!isHeaderValue(headers[name] ?? '')) part = `header ${name}`;
  if (part === null) return;
  const message = `The request was not sent: its ${part} holds a character that HTTP can't carry.`;
  throw upstreamError('UNAVAILABLE', message, { retryable: false });
}

async function openPool({ origin, maxConcurrency, timeoutMs, tls }: PoolOptions): Promise<Pool> {
  const { Pool } = await loadTransport();
  return new Pool(origin, {
    connections: maxConcurrency,
    // One request a connection: HTTP/2, on by default over TLS, would lift the bound on concurrency.
    allowH2: false,
    pipelining: 1,
    // Each try has a timer of its own, which may be set to more than what undici takes for one.
    headersTimeout: 0,
    bodyTimeout: 0,
    connect: {
      timeout: timeoutMs,
      ...(tls?.ca === undefined ? {} : { ca: tls.ca }),
      ...(tls?.serverName === undefined ? {} : { servername: tls.serverName }),
    },
  });
}

/** What a request is given up for that waited so long, and then was out for `sentMs`, if at all: see {@link ownWait}. */
type Left = (reason: unknown, waitedMs: number, sentMs?: number | null) => unknown;

/** One request on the wire, and its answer as it comes in. */
class Try implements Dispatcher.DispatchHandler {
  readonly #signal: Leave;
  readonly #resolve: (response: HttpResponse) => void;
  readonly #reject: (reason: unknown) => void;
  readonly #leave: () => void;
  readonly #timer: NodeJS.Timeout;
  #controller: Dispatcher.DispatchController | null = null;
  #isOver = false;
  #status = 0;
  #headers: Readonly<Record<string, string>> = {};
  #bytes = 0;
  readonly #chunks: Buffer[] = [];

  constructor(
    signal: Leave,
    timeoutMs: number,
    waitedMs: number,
    left: Left,
    resolve: (response: HttpResponse) => void,
    reject: (reason: unknown) => void,
  ) {
    this.#signal = signal;
    this.#resolve = resolve;
    this.#reject = reject;
    // Most do not wait, and need not know when they began.
    const sentAt = waitedMs === 0 ? 0 : performance.now();
    // With more of its time gone in our queue than on the wire, the upstream was not given a fair chance.
    this.#leave = () => {
      const sentMs = performance.now() - sentAt;
      this.giveUp(waitedMs > sentMs ? left(signal.reason, waitedMs, sentMs) : signal.reason);
    };
    this.#timer = setTimeout(() => {
      this.giveUp(upstreamError('TIMEOUT', `The upstream did not answer within ${timeoutMs} ms.`));
    }, timeoutMs);
    signal.addEventListener('abort', this.#leave, { once: true });
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.#controller = controller;
    if (this.#isOver) controller.abort(new Error('The request was given up.'));
  }

  onResponseStart({ rawHeaders }: Dispatcher.DispatchController, status: number, headers: Headers): void {
    this.#status = status;
    this.#headers = flattenHeaders(headers);
    // Slices of the answer's first bytes, in an array of undici's parser as old as the last answer on its connection. The garbage
    // collector takes for alive what is in it until the whole heap is looked through, long after the parser has let go of it.
    if (Array.isArray(rawHeaders)) rawHeaders.length = 0;
  }

  onResponseData(_controller: Dispatcher.DispatchController, chunk: Buffer): void {
    this.#bytes += chunk.length;
    this.#chunks.push(chunk);
    if (this.#bytes <= MAX_BODY_BYTES && !(Number(this.#headers['content-length'] ?? 0) > MAX_BODY_BYTES)) return;
    const message = `The upstream's answer is longer than ${MAX_BODY_BYTES} bytes.`;
    this.giveUp(upstreamError('INVALID_RESPONSE', message, { httpStatus: this.#status }));
  }

  onResponseEnd(): void {
    if (!this.#end()) return;
    this.#resolve({ status: this.#status, headers: this.#headers, body: bytesOf(this.#chunks) });
  }

  onResponseError(_controller: Dispatcher.DispatchController | null, error: unknown): void {
    if (this.#end()) this.#reject(transportError(error));
  }

  /** At once, also where the request still waits for a connection; the rest of an answer is not read. */
  giveUp(reason: unknown): void {
    if (!this.#end()) return;
    this.#reject(reason);
    this.#controller?.abort(new Error('The request was given up.'));
  }

  #end(): boolean {
    if (this.#isOver) return false;
    this.#isOver = true;
    clearTimeout(this.#timer);
    this.#signal.removeEventListener('abort', this.#leave);
    return true;
  }
}

type Headers = Readonly<Record<string, string | string[] | undefined>>;

/** As they are where none is repeated, which is so of nearly all answers. */
function flattenHeaders(headers: Headers): Readonly<Record<string, string>> {
  for (const name in headers) if (typeof headers[name] !== 'string') return joinHeaders(headers);
  return headers as Readonly<Record<string, string>>;
}

function joinHeaders(headers: Headers): Record<string, string> {
  const flat: Record<string, string> = {};
  for (const name in headers) {
    const value = headers[name];
    if (value !== undefined) flat[name] = Array.isArray(value) ? value.join(', ') : value;
  }
  return flat;
}

/** A socket's failure as a problem. TLS refusals do not pass by themselves; the other ways of not being reached may. */
function transportError(error: unknown): UpstreamError {
  const name = error instanceof Error ? error.name : 'unknown';
  // Undici's parser gives some of its errors a code that is undefined.
  const code = error instanceof Error && 'code' in error && error.code !== undefined ? String(error.code) : name;
  if (code === 'UND_ERR_CONNECT_TIMEOUT') {
    return upstreamError('TIMEOUT', 'The upstream did not accept a connection in time.');
  }
  if (/^(ERR_TLS|ERR_SSL|CERT_|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO)/.test(code)) {
    return upstreamError('UNAVAILABLE', `The upstream's TLS certificate was refused (${code}).`, { retryable: false });
  }
  if (name === 'HTTPParserError') {
    return upstreamError('INVALID_RESPONSE', `The upstream's answer is not HTTP (${code}).`);
  }
  return upstreamError('UNAVAILABLE', `The upstream could not be reached (${code}).`);
}

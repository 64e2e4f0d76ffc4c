import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http';
import { pipeline } from 'node:stream/promises';

/** Yoga, from its hooks for requests on: what stands between Node and a fetch API's Request and Response left out. */
export type HandleRequest = (request: Request, context: Record<string, unknown>) => Promise<Response> | Response;

/** Serves the requests that a graph mostly gets, POSTs of JSON in one piece, without fetch's streams around them. */
export interface JsonPost {
  /** Whether a request is one of those: any other is left to Yoga's own adapter. */
  takes(request: IncomingMessage): boolean;
  serve(request: IncomingMessage, response: ServerResponse): Promise<void>;
}

/** @param maxBytes bodies announced as longer are not taken, so that Yoga refuses them. */
export function createJsonPost(handle: HandleRequest, maxBytes: number): JsonPost {
  return {
    takes({ method, headers }) {
      if (method !== 'POST' || headers['content-encoding'] !== undefined) return false;
      if (!/^application\/json(?:$|;)/.test(headers['content-type'] ?? '')) return false;
      // Node reads no more than is announced; what comes in chunks announces nothing.
      const length = headers['content-length'] ?? '';
      return /^\d{1,15}$/.test(length) && Number(length) <= maxBytes;
    },
    async serve(incoming, outgoing) {
      const leaving = new AbortController();
      outgoing.once('close', () => {
        if (!outgoing.writableFinished) leaving.abort();
      });
      const body = await readBody(incoming);
      // The caller has gone before it had said all.
      if (body === null) return;
      const request = new PostedJson(incoming, body, leaving.signal);
      // All that Yoga and the plugins here look at is there; a member that is not would throw, not mislead.
      await send(await handle(request as unknown as Request, { req: incoming, res: outgoing }), outgoing);
    },
  };
}

/** Null where the request broke off. */
function readBody(incoming: IncomingMessage): Promise<string | null> {
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
    incoming.once('end', () => resolve(Buffer.concat(chunks).toString('utf8')));
    incoming.once('error', () => resolve(null));
    incoming.once('close', () => resolve(null));
  });
}

/** A Request whose body has been read. */
class PostedJson {
  readonly method = 'POST';
  readonly url: string;
  readonly headers: PostedHeaders;
  /** None that could be streamed: Yoga has nothing to bound. */
  readonly body = null;
  readonly signal: AbortSignal;
  readonly #text: string;

  constructor({ url, headers }: IncomingMessage, text: string, signal: AbortSignal) {
    this.url = `http://${headers.host ?? 'localhost'}${url}`;
    this.headers = new PostedHeaders(headers);
    this.signal = signal;
    this.#text = text;
  }

  async json(): Promise<unknown> {
    return JSON.parse(this.#text);
  }

  async text(): Promise<string> {
    return this.#text;
  }
}

/** The part of Headers that reads. */
class PostedHeaders {
  readonly #headers: IncomingHttpHeaders;

  constructor(headers: IncomingHttpHeaders) {
    this.#headers = headers;
  }

  get(name: string): string | null {
    const value = this.#headers[name.toLowerCase()];
    return value === undefined ? null : Array.isArray(value) ? value.join(', ') : value;
  }

  has(name: string): boolean {
    return this.get(name) !== null;
  }
}

async function send(response: Response, outgoing: ServerResponse): Promise<void> {
  const headers: Record<string, string> = {};
  response.headers.forEach((value, name) => {
    headers[name] = value;
  });
  outgoing.writeHead(response.status, response.statusText, headers);
  // Only what is made piece by piece, for `@defer`, has no length.
  if (headers['content-length'] !== undefined || response.body === null) outgoing.end(await response.text());
  else await pipeline(response.body, outgoing);
}

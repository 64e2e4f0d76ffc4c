import type { IncomingMessage, ServerResponse } from 'node:http';
import { pipeline } from 'node:stream/promises';
import { Scope } from '../http/leave.ts';
import { bytesOf } from '../json/chunks.ts';
import { parseJson } from '../json/parse-json.ts';
import type { Begun, KnownOperations } from './known-operations.ts';
import type { OperationObserver } from './observe-operations.ts';
import { answerType, readParams } from './operation-params.ts';
import { PostedJson } from './posted-json.ts';

/** Yoga, from its hooks for requests on: what stands between Node and a fetch API's Request and Response left out. */
export type HandleRequest = (request: Request, context: Record<string, unknown>) => Promise<Response> | Response;

/** Serves the requests that a graph mostly gets, POSTs of JSON in one piece, without fetch's streams around them. */
export interface JsonPost {
  /** Whether a request is one of those: any other is left to Yoga's own adapter. */
  takes(request: IncomingMessage): boolean;
  serve(request: IncomingMessage, response: ServerResponse): Promise<void>;
}

export interface JsonPostOptions {
  readonly handle: HandleRequest;
  /** Bodies announced as longer are not taken, so that Yoga refuses them. */
  readonly maxBytes: number;
  readonly known: KnownOperations;
  readonly observer: OperationObserver;
}

/** Operations that are known, and answered without errors, pass Yoga by: what it would answer is sent. */
export function createJsonPost({ handle, maxBytes, known, observer }: JsonPostOptions): JsonPost {
  return {
    takes({ method, headers }) {
      if (method !== 'POST' || headers['content-encoding'] !== undefined) return false;
      if (!/^application\/json(?:$|;)/.test(headers['content-type'] ?? '')) return false;
      // Node reads no more than is announced; what comes in chunks announces nothing.
      const length = headers['content-length'] ?? '';
      return /^\d{1,15}$/.test(length) && Number(length) <= maxBytes;
    },
    async serve(incoming, outgoing) {
      const leaving = new Scope();
      outgoing.once('close', () => {
        if (!outgoing.writableFinished) leaving.abort(new DOMException('The caller has gone.', 'AbortError'));
      });
      const body = await readBody(incoming);
      // The caller has gone before it had said all.
      if (body === null) return;
      const type = isPlain(incoming) ? answerType(incoming.headers.accept) : null;
      const params = type && readParams(parseJson(body));
      let begun: Begun | undefined;
      let startedAt: number | undefined;
      if (params) {
        startedAt = observer.begin();
        const answer = await known.answer(params, leaving);
        if (Buffer.isBuffer(answer)) {
          observer.end(startedAt, params.operationName, []);
          sendJson(outgoing, type, answer);
          return;
        }
        if (answer) begun = answer;
      }
      // All that Yoga and the plugins here look at is there; a member that is not would throw, not mislead.
      const request = new PostedJson(incoming, body, leaving);
      const context = { req: incoming, res: outgoing, ...(begun && { begun }), ...(startedAt && { startedAt }) };
      await send(await handle(request as unknown as Request, context), outgoing);
    },
  };
}

/** Whether nothing but its body says what is asked: else Yoga, or a plugin, has a word to say first. */
function isPlain({ url = '', headers }: IncomingMessage): boolean {
  return !url.includes('?') && headers['sec-fetch-site'] !== 'cross-site';
}

/** A client that has gone before the last part: nobody is left to tell, and nothing is wrong. */
function unlessClosed(error: NodeJS.ErrnoException): void {
  if (error.code !== 'ERR_STREAM_PREMATURE_CLOSE') throw error;
}

/** Null where the request broke off. */
function readBody(incoming: IncomingMessage): Promise<string | null> {
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
    incoming.once('end', () => resolve(bytesOf(chunks).toString()));
    incoming.once('error', () => resolve(null));
    incoming.once('close', () => resolve(null));
  });
}

function sendJson(outgoing: ServerResponse, type: string, body: Buffer): void {
  outgoing.writeHead(200, { 'content-type': `${type}; charset=utf-8`, 'content-length': body.length });
  outgoing.end(body);
}

async function send(response: Response, outgoing: ServerResponse): Promise<void> {
  // Gone while the answer was made. Nothing to cancel: of a body, nothing starts before it is read, and Yoga's for parts fails if it is.
  if (outgoing.destroyed) return;
  const headers: Record<string, string> = {};
  response.headers.forEach((value, name) => {
    headers[name] = value;
  });
  outgoing.writeHead(response.status, response.statusText, headers);
  // Only what is made piece by piece, for `@defer`, has no length.
  if (headers['content-length'] !== undefined || response.body === null) outgoing.end(await response.text());
  else await pipeline(response.body, outgoing).catch(unlessClosed);
}

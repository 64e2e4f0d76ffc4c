import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { createServer as createTlsServer, type Server as TlsServer } from 'node:https';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { request as send } from 'undici';
import type { Certificate } from './certificates.ts';

export interface FrontRequest {
  readonly method: string;
  /** Path and query. */
  readonly target: string;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: string;
}

/** What a front does in place of passing a request on, or to the answer that it passes back. */
export type Fault =
  | {
      readonly kind: 'answer';
      readonly status: number;
      readonly headers?: Readonly<Record<string, string>>;
      readonly body?: string;
    }
  | { readonly kind: 'reset' | 'reset-in-body' | 'silence' | 'trickle' | 'over-bound' }
  | { readonly kind: 'rewrite'; readonly rewrite: (body: string) => string };

/** Before one upstream: passes requests on to it, each over a connection of its own, until it is told otherwise. */
export interface Front {
  readonly url: string;
  /** Accepts no connection from now on. */
  refuse(): Promise<void>;
  /** Shows this certificate from the next connection on. */
  show(certificate: Certificate): void;
  close(): Promise<void>;
}

export interface FrontOptions {
  /** Scheme, host and port of the upstream. */
  readonly target: string;
  /** Speaks TLS with it. */
  readonly certificate?: Certificate | undefined;
  readonly faultOf: (request: FrontRequest) => Fault | null;
  /** Told when a request was passed on and its answer is about to go back. */
  readonly onAnswer: (request: FrontRequest) => void | Promise<void>;
}

export async function startFront({ target, certificate, faultOf, onAnswer }: FrontOptions): Promise<Front> {
  const handle = async (incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> => {
    const chunks: Buffer[] = [];
    for await (const chunk of incoming) chunks.push(chunk as Buffer);
    const request: FrontRequest = {
      method: incoming.method ?? 'GET',
      target: incoming.url ?? '/',
      headers: incoming.headers,
      body: Buffer.concat(chunks).toString('utf8'),
    };
    outgoing.setHeader('connection', 'close');
    const fault = faultOf(request);
    if (fault && fault.kind !== 'rewrite') return fail(fault, outgoing);
    const { connection: _connection, 'transfer-encoding': _encoding, ...headers } = request.headers;
    const answer = await send(`${target}${request.target}`, {
      method: request.method as 'GET',
      headers,
      body: request.body === '' ? null : request.body,
    });
    const body = await answer.body.text();
    await onAnswer(request);
    const { 'transfer-encoding': _chunked, 'keep-alive': _keep, connection: _close, ...answered } = answer.headers;
    outgoing.writeHead(answer.statusCode, { ...answered, connection: 'close' });
    outgoing.end(fault ? fault.rewrite(body) : body);
  };
  const listener = (incoming: IncomingMessage, outgoing: ServerResponse): void => {
    // A client that hung up is no fault of the front's.
    handle(incoming, outgoing).catch(() => outgoing.destroy());
  };
  const server: Server | TlsServer = certificate ? createTlsServer(certificate, listener) : createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  let keeper: Socket | null = null;
  const refuse = async (): Promise<void> => {
    if (keeper) return;
    // Connections that are open are let go on: each carries one request.
    server.close();
    // A connection from that port keeps other servers off it, of tests that run at the same time.
    const to = { host: '127.0.0.1', port: Number(new URL(target).port) };
    keeper = connect({ ...to, localAddress: '127.0.0.1', localPort: port });
    await once(keeper, 'connect');
  };
  return {
    url: `${certificate ? 'https' : 'http'}://127.0.0.1:${port}`,
    refuse,
    show(shown) {
      if ('setSecureContext' in server) server.setSecureContext(shown);
    },
    close: async () => {
      keeper?.destroy();
      server.close();
      server.closeAllConnections();
    },
  };
}

/** More than the pool takes. */
const OVER_BOUND = 33 * 1024 * 1024;

function fail(fault: Exclude<Fault, { kind: 'rewrite' }>, outgoing: ServerResponse): void {
  switch (fault.kind) {
    case 'answer':
      outgoing.writeHead(fault.status, fault.headers ?? {});
      outgoing.end(fault.body);
      return;
    case 'reset':
      outgoing.socket?.destroy();
      return;
    case 'reset-in-body':
      outgoing.writeHead(200, { 'content-type': 'application/json', 'content-length': '1000' });
      outgoing.write('{"half":', () => outgoing.socket?.destroy());
      return;
    case 'silence':
      return;
    case 'trickle': {
      outgoing.writeHead(200, { 'content-type': 'application/json' });
      const timer = setInterval(() => outgoing.write(' '), 20);
      outgoing.on('close', () => clearInterval(timer));
      return;
    }
    case 'over-bound':
      outgoing.writeHead(200, { 'content-type': 'application/json', 'content-length': String(OVER_BOUND) });
      outgoing.write(' '.repeat(1024));
      return;
    default:
      fault satisfies never;
  }
}

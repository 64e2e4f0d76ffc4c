import { type AddressInfo, createServer, type Socket } from 'node:net';

export interface LeanRequest {
  readonly method: string;
  /** Path and query. */
  readonly url: string;
  readonly body: string;
}

/** Sends the bytes of a whole answer, its head with them. */
export type Send = (answer: Buffer) => void;

/** Of a request and of an answer. */
export const HEAD_END = Buffer.from('\r\n\r\n');

/** The head and the body of a success, as bytes; what node:http would add to its head is there. */
export function answerBytes(headers: Readonly<Record<string, string>>, body: string): Buffer {
  const head = {
    ...headers,
    'content-length': String(Buffer.byteLength(body)),
    date: new Date().toUTCString(),
    connection: 'keep-alive',
    'keep-alive': 'timeout=600',
  };
  const lines = ['HTTP/1.1 200 OK', ...Object.entries(head).map(([name, value]) => `${name}: ${value}`)];
  return Buffer.from(`${lines.join('\r\n')}\r\n\r\n${body}`);
}

/** Serves HTTP on bare sockets of a free port, kept alive, one request at a time on each: with node:http an upstream takes twice as much of the cores. */
export function startLeanServer(handle: (request: LeanRequest, send: Send) => void): Promise<number> {
  const server = createServer({ noDelay: true }, (socket) => serve(socket, handle));
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => resolve((server.address() as AddressInfo).port));
  });
}

function serve(socket: Socket, handle: (request: LeanRequest, send: Send) => void): void {
  let received: Buffer | null = null;
  const send: Send = (answer) => socket.write(answer);
  socket.on('error', () => socket.destroy());
  socket.on('data', (chunk: Buffer) => {
    received = received === null ? chunk : Buffer.concat([received, chunk]);
    const request = read(received);
    if (request === null) return;
    received = null;
    handle(request, send);
  });
}

/** Null for a request that has not come whole. */
function read(bytes: Buffer): LeanRequest | null {
  const headEnd = bytes.indexOf(HEAD_END);
  if (headEnd === -1) return null;
  const head = bytes.toString('latin1', 0, headEnd);
  const [, method = '', url = ''] = /^(\S+) (\S+) HTTP\/1\.1\r\n/.exec(head) ?? [];
  if (url === '') throw new Error(`no request that can be served here: ${head}`);
  const length = Number(/\r\ncontent-length: *(\d+)/i.exec(head)?.[1] ?? 0);
  if (/\r\ntransfer-encoding:/i.test(head)) throw new Error(`a request in chunks: ${head}`);
  const bodyAt = headEnd + HEAD_END.length;
  if (bytes.length < bodyAt + length) return null;
  return { method, url, body: bytes.toString('utf8', bodyAt, bodyAt + length) };
}

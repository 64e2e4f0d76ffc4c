import { connect, type Socket } from 'node:net';
import { HEAD_END } from './lean-server.ts';
import { answerCalls } from './rpc.ts';

export interface LoadOptions {
  readonly url: string;
  /** One for each connection, which sends it over and over. */
  readonly bodies: readonly string[];
  readonly durationMs: number;
}

export interface LoadResult {
  readonly requests: number;
  readonly seconds: number;
  readonly bytes: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  /** Of this process. */
  readonly cpuMs: number;
}

const LAST_CHUNK = Buffer.from('0\r\n\r\n');

function requestBytes(url: URL, body: string): Buffer {
  const head = [
    `POST ${url.pathname} HTTP/1.1`,
    `host: ${url.host}`,
    'content-type: application/json',
    'accept: application/json',
    `content-length: ${Buffer.byteLength(body)}`,
  ];
  return Buffer.from(`${head.join('\r\n')}\r\n\r\n${body}`);
}

/** Counts the bytes of one answer; JSON holds no line ends, so the last chunk's mark can't stand in a body. */
class AnswerReader {
  #expected: number | null = null;
  #isChunked = false;
  #got = 0;

  /** Takes bytes; true where they end the answer. Throws for any status but 200. */
  take(chunk: Buffer): boolean {
    if (this.#got === 0) {
      const end = chunk.indexOf(HEAD_END);
      if (end === -1) throw new Error('a head in pieces');
      const head = chunk.subarray(0, end).toString('latin1');
      if (!head.startsWith('HTTP/1.1 200'))
        throw new Error(`${head}\n${chunk.subarray(end).toString('utf8').slice(0, 500)}`);
      const length = /content-length: *(\d+)/i.exec(head)?.[1];
      this.#isChunked = length === undefined;
      this.#expected = length === undefined ? null : end + HEAD_END.length + Number(length);
    }
    this.#got += chunk.length;
    if (this.#isChunked) return chunk.subarray(-LAST_CHUNK.length).equals(LAST_CHUNK);
    return this.#got === this.#expected;
  }

  reset(): number {
    const got = this.#got;
    this.#got = 0;
    return got;
  }
}

interface Connection {
  readonly socket: Socket;
  /** Is told of all that comes in; the bytes are its own until it returns. */
  onBytes: (bytes: Buffer) => void;
}

/** What comes in over all connections, one read after the other: with room of its own for each read a client takes a third more time. */
const room = Buffer.alloc(1024 * 1024);

function open(url: URL): Promise<Connection> {
  return new Promise((resolve, reject) => {
    let connection: Connection;
    const onread = {
      buffer: room,
      callback(length: number, bytes: Uint8Array): boolean {
        connection.onBytes(Buffer.from(bytes.buffer, bytes.byteOffset, length));
        return true;
      },
    };
    const address = { port: Number(url.port), host: url.hostname };
    const socket = connect({ ...address, noDelay: true, onread }, () => resolve(connection));
    connection = { socket, onBytes: () => undefined };
    socket.once('error', reject);
  });
}

async function run({ url: address, bodies, durationMs }: LoadOptions): Promise<LoadResult> {
  const url = new URL(address);
  const connections = await Promise.all(bodies.map(() => open(url)));
  const latencies: number[] = [];
  let bytes = 0;
  const cpuBefore = process.cpuUsage();
  const startedAt = performance.now();
  const endsAt = startedAt + durationMs;
  await Promise.all(
    connections.map((connection, index) => {
      const { socket } = connection;
      const request = requestBytes(url, bodies[index] ?? '');
      const reader = new AnswerReader();
      let sentAt = 0;
      return new Promise<void>((resolve, reject) => {
        const send = (): void => {
          sentAt = performance.now();
          socket.write(request);
        };
        socket.on('error', reject);
        socket.on('close', () => reject(new Error('the server closed the connection')));
        connection.onBytes = (chunk) => {
          try {
            if (!reader.take(chunk)) return;
          } catch (error) {
            reject(error);
            return;
          }
          const now = performance.now();
          latencies.push(now - sentAt);
          bytes += reader.reset();
          if (now < endsAt) send();
          else resolve();
        };
        send();
      });
    }),
  );
  const seconds = (performance.now() - startedAt) / 1000;
  const { user, system } = process.cpuUsage(cpuBefore);
  for (const { socket } of connections) {
    socket.removeAllListeners('close');
    socket.destroy();
  }
  const sorted = latencies.toSorted((a, b) => a - b);
  const at = (share: number): number => sorted[Math.floor((sorted.length - 1) * share)] ?? 0;
  return { requests: sorted.length, seconds, bytes, p50Ms: at(0.5), p99Ms: at(0.99), cpuMs: (user + system) / 1000 };
}

answerCalls({ run });

import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

// As the server does: an import would load Node's own fetch.
const { createServer } = process.getBuiltinModule('node:http');

export interface SimulatedRequest {
  readonly method: string;
  /** Path without query. */
  readonly path: string;
  readonly query: URLSearchParams;
  /** Path and query as received. */
  readonly target: string;
  /** Lower-case names. */
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body: string;
}

export interface SimulatedAnswer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent as JSON; absent for no body. A string or bytes are sent as they are. */
  readonly json?: unknown;
  readonly body?: string | Buffer;
}

/** Ways of failing that are no answer, or less than one. */
export type SimulatedFault =
  | { readonly fault: 'reset' }
  /** Headers and the first half of a body, then a reset. */
  | { readonly fault: 'reset-in-body' }
  /** Nothing at all until the client gives up. */
  | { readonly fault: 'silence' };

/**
 * Looks at each request before it is answered: may change what the upstream holds, and answer or fail in its stead.
 * @param index how many requests came before this one.
 */
export type RequestHook = (
  request: SimulatedRequest,
  index: number,
) => SimulatedAnswer | SimulatedFault | undefined | Promise<SimulatedAnswer | SimulatedFault | undefined>;

export interface SimulatedServer {
  /** Scheme, host and port. */
  readonly url: string;
  /** Every request so far, sign-ins included, in the order received; none once recording was stopped. */
  readonly requests: readonly SimulatedRequest[];
  /** Forgets {@link requests} and keeps no more of them. */
  stopRecording(): void;
  /** Adds a hook; the first that answers wins. Returns its removal. */
  hook(hook: RequestHook): () => void;
  /** Answers each request no sooner than this many milliseconds after it came. */
  delay(milliseconds: number): void;
  close(): Promise<void>;
}

export interface SimulatedServerOptions {
  /** 0, the default, takes any free one. */
  readonly port?: number;
  readonly handle: (request: SimulatedRequest) => SimulatedAnswer | Promise<SimulatedAnswer>;
}

/** A real HTTP server on loopback that answers as an upstream would, and fails when told to. */
export async function startSimulatedServer({ port = 0, handle }: SimulatedServerOptions): Promise<SimulatedServer> {
  const requests: SimulatedRequest[] = [];
  let received = 0;
  let isRecording = true;
  const hooks = new Set<RequestHook>();
  let delayMs = 0;

  const answer = async (request: SimulatedRequest, index: number): Promise<SimulatedAnswer | SimulatedFault> => {
    for (const hook of hooks) {
      const answered = await hook(request, index);
      if (answered) return answered;
    }
    return handle(request);
  };

  const server = createServer(async (incoming, outgoing) => {
    try {
      const request = await readRequest(incoming);
      const index = received;
      received += 1;
      if (isRecording) requests.push(request);
      if (delayMs > 0) await sleep(delayMs);
      send(await answer(request, index), outgoing);
    } catch (error) {
      // A fault of the simulator itself must not look like one of the upstream's.
      send({ status: 599, body: error instanceof Error ? (error.stack ?? error.message) : String(error) }, outgoing);
    }
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  // Bound to a TCP port by the call above, so the address is never a pipe's name.
  const { port: boundPort } = server.address() as AddressInfo;

  return {
    url: `http://127.0.0.1:${boundPort}`,
    requests,
    stopRecording() {
      isRecording = false;
      requests.length = 0;
    },
    hook(hook) {
      hooks.add(hook);
      return () => hooks.delete(hook);
    },
    delay(milliseconds) {
      delayMs = milliseconds;
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function readRequest(incoming: IncomingMessage): Promise<SimulatedRequest> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(chunk as Buffer);
  const target = incoming.url ?? '/';
  const url = new URL(target, 'http://127.0.0.1');
  const headers: Record<string, string | undefined> = {};
  for (const [name, value] of Object.entries(incoming.headers)) {
    headers[name] = Array.isArray(value) ? value.join(', ') : value;
  }
  return {
    method: incoming.method ?? 'GET',
    path: url.pathname,
    query: url.searchParams,
    target,
    headers,
    body: Buffer.concat(chunks).toString('utf8'),
  };
}

function send(answer: SimulatedAnswer | SimulatedFault, outgoing: ServerResponse): void {
  if ('fault' in answer) {
    fail(answer, outgoing);
    return;
  }
  const { status, headers = {}, json, body } = answer;
  const payload = json === undefined ? (body ?? '') : JSON.stringify(json);
  const type = json === undefined ? {} : { 'content-type': 'application/json' };
  const hasBody = payload.length > 0;
  outgoing.writeHead(status, { ...type, ...headers });
  outgoing.end(hasBody ? payload : undefined);
}

function fail({ fault }: SimulatedFault, outgoing: ServerResponse): void {
  switch (fault) {
    case 'reset':
      outgoing.socket?.resetAndDestroy();
      return;
    case 'reset-in-body':
      outgoing.writeHead(200, { 'content-type': 'application/json', 'content-length': '1000' });
      outgoing.write('{"half":', () => outgoing.socket?.resetAndDestroy());
      return;
    case 'silence':
      return;
    default:
      fault satisfies never;
  }
}

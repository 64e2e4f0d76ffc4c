import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { ENDPOINT } from './server/endpoint.ts';
import type { Graph } from './server/graph.ts';
import type { Logger } from './telemetry/logger.ts';
import type { Metrics } from './telemetry/metrics.ts';

export interface ServerDeps {
  /** Called once, by whoever needs the graph first. */
  readonly loadGraph: () => Promise<Graph>;
  readonly logger: Logger;
  /** What /metrics shows. */
  readonly metrics: Pick<Metrics, 'contentType' | 'read'>;
}

export interface ServerAddress {
  readonly host: string;
  /** 0 for any free one. */
  readonly port: number;
}

export interface Server {
  /** Resolves to the graph's URL once it accepts connections; rejects with the socket's error (EADDRINUSE and the like). */
  listen(address: ServerAddress): Promise<string>;
  /** Loads the graph, which listening has no need of; the first request for it, or for whether the server is ready, does too. */
  warmUp(): Promise<void>;
  /**
   * Stops accepting connections, answers `/ready` with 503 on those that are open, lets what is in flight finish.
   * After `graceMs` the rest is cut off, which aborts it.
   */
  close(graceMs?: number): Promise<void>;
}

// An import reads all its members, and with WebSocket loads Node's own fetch: a tenth of the time until this process listens.
const { createServer: createHttpServer } = process.getBuiltinModule('node:http');

const GRACE_MS = 10_000;

/** Longer than the minute after which load balancers drop an idle connection, so that none sends a request on one that this side closes. */
const KEEP_ALIVE_MS = 65_000;

/** The HTTP server: the graph at /graphql with GraphiQL for browsers, /health, /ready and /metrics for whoever watches it. */
export function createServer({ loadGraph, logger, metrics }: ServerDeps): Server {
  let isDraining = false;
  /** Null until it is loaded. */
  let graph: Graph | null = null;
  let loading: Promise<Graph> | null = null;
  const loaded = (): Promise<Graph> => {
    loading ??= loadGraph().then((made) => {
      graph = made;
      return made;
    });
    return loading;
  };

  const serveOnceLoaded = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const { serve } = await loaded();
    // Nothing tells any more of a caller that has gone meanwhile.
    if (!response.closed) await serve(request, response);
  };

  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const path = request.url?.split('?', 1)[0];
    switch (path) {
      case ENDPOINT:
        // Yoga makes a URL of it, and answers where it can't with how it failed.
        if (!URL.canParse(`http://${request.headers.host}`))
          return sendText(response, 400, 'The Host header names no host.');
        return graph ? graph.serve(request, response) : serveOnceLoaded(request, response);
      case '/health':
        return sendText(response, 200, 'ok');
      case '/ready':
        await loaded();
        return isDraining ? sendText(response, 503, 'draining') : sendText(response, 200, 'ready');
      case '/metrics':
        return sendText(response, 200, await metrics.read(), metrics.contentType);
      default:
        return sendText(response, 404, `Nothing here: the graph is at ${ENDPOINT}.`);
    }
  };

  /** A connection that is kept open would keep the server from closing: it is idle in the turn after its answer. */
  const letGo = (): void => {
    if (isDraining) setImmediate(() => http.closeIdleConnections());
  };

  const http = createHttpServer({ keepAliveTimeout: KEEP_ALIVE_MS }, (request, response) => {
    if (isDraining) response.setHeader('connection', 'close');
    response.once('close', letGo);
    answer(request, response).catch((error: unknown) => {
      logger.error({ err: error }, 'a request could not be answered');
      response.destroy();
    });
  });

  return {
    listen: ({ host, port }) =>
      new Promise((resolve, reject) => {
        http.once('error', reject);
        http.listen(port, host, () => {
          http.off('error', reject);
          resolve(urlOf(host, http.address()));
        });
      }),
    async warmUp() {
      await loaded();
    },
    async close(graceMs = GRACE_MS) {
      isDraining = true;
      const closed = new Promise<void>((resolve) => http.close(() => resolve()));
      // Those whose answer has just gone out are not idle yet.
      letGo();
      const timer = new AbortController();
      const isClosed = await Promise.race([
        closed.then(() => true),
        sleep(graceMs, false, { signal: timer.signal }).catch(() => false),
      ]);
      timer.abort();
      if (!isClosed) {
        logger.warn({ graceMs }, 'requests still in flight are cut off');
        http.closeAllConnections();
        await closed;
      }
    },
  };
}

function sendText(
  response: ServerResponse,
  status: number,
  text: string,
  contentType = 'text/plain; charset=utf-8',
): void {
  const body = text.endsWith('\n') ? text : `${text}\n`;
  response.writeHead(status, {
    'content-type': contentType,
    'content-length': Buffer.byteLength(body),
    'cache-control': 'no-store',
  });
  response.end(body);
}

function urlOf(host: string, address: AddressInfo | string | null): string {
  const port = typeof address === 'object' ? address?.port : undefined;
  return `http://${host.includes(':') ? `[${host}]` : host}:${port}${ENDPOINT}`;
}

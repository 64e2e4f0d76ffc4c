import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import type { GraphQLSchema } from 'graphql';
import { createGraphiqlPage } from './graphiql/page.ts';
import { type ExampleTab, tabsThatFit } from './graphiql/tabs.ts';
import type { RequestContext } from './graphql/request-context.ts';
import type { RequestScope } from './providers/provider.ts';
import { createKnownOperations } from './server/known-operations.ts';
import { observeOperations } from './server/observe-operations.ts';
import { createJsonPost } from './server/post-json.ts';
import type { WholeGraph } from './server/yoga.ts';
import type { Logger } from './telemetry/logger.ts';
import type { Metrics } from './telemetry/metrics.ts';

export interface ServerDeps {
  readonly schema: GraphQLSchema;
  /** Opens the sources for one request. */
  readonly createContext: (scope: RequestScope) => RequestContext;
  /** What GraphiQL opens with, where the schema answers it. */
  readonly tabs: readonly ExampleTab[];
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
  /** Loads what listening has no need of; the first request that does, or asks whether the server is ready, waits for it. */
  warmUp(): Promise<void>;
  /**
   * Stops accepting connections, answers `/ready` with 503 on those that are open, lets what is in flight finish.
   * After `graceMs` the rest is cut off, which aborts it.
   */
  close(graceMs?: number): Promise<void>;
}

// An import reads all its members, and with WebSocket loads Node's own fetch: a tenth of the time until this process listens.
const { createServer: createHttpServer } = process.getBuiltinModule('node:http');

const ENDPOINT = '/graphql';
const GRACE_MS = 10_000;

/** Longer than the minute after which load balancers drop an idle connection, so that none sends a request on one that this side closes. */
const KEEP_ALIVE_MS = 65_000;

/** Holds a thousand global ids for `nodes` several times over; there are no uploads. */
const MAX_BODY_BYTES = 1_000_000;

/** The HTTP server: the graph at /graphql with GraphiQL for browsers, /health, /ready and /metrics for whoever watches it. */
export function createServer({ schema, createContext, tabs, logger, metrics }: ServerDeps): Server {
  let isDraining = false;
  const graphiql = createGraphiqlPage(() => tabsThatFit(schema, tabs));
  const deps = {
    logger,
    known: createKnownOperations(schema, (signal) => createContext({ signal })),
    observer: observeOperations(logger),
  };
  let whole: Promise<WholeGraph> | null = null;
  const wholeGraph = (): Promise<WholeGraph> => {
    whole ??= import('./server/yoga.ts').then(({ createWholeGraph }) =>
      createWholeGraph({ schema, endpoint: ENDPOINT, maxBodyBytes: MAX_BODY_BYTES, ...deps }),
    );
    return whole;
  };
  const jsonPost = createJsonPost({
    handle: async (request, context) => (await wholeGraph()).handle(request, context),
    maxBytes: MAX_BODY_BYTES,
    ...deps,
  });

  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const path = request.url?.split('?', 1)[0];
    switch (path) {
      case ENDPOINT:
        // Yoga makes a URL of it, and answers where it can't with how it failed.
        if (!URL.canParse(`http://${request.headers.host}`))
          return sendText(response, 400, 'The Host header names no host.');
        if (graphiql.wants(request)) return graphiql.serve(request, response);
        return jsonPost.takes(request)
          ? jsonPost.serve(request, response)
          : (await wholeGraph()).serve(request, response);
      case '/health':
        return sendText(response, 200, 'ok');
      case '/ready':
        await wholeGraph();
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
      await wholeGraph();
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

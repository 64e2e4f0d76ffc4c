import { subscribe } from 'node:diagnostics_channel';
import type { IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import { readSources } from '../../../src/config.ts';
import { openConnections } from '../../../src/connections.ts';
import { createRequestContext } from '../../../src/context.ts';
import type { Connection } from '../../../src/providers/provider.ts';
import { providers } from '../../../src/providers/registry.ts';
import { buildSchema } from '../../../src/schema.ts';
import { createGraph } from '../../../src/server/graph.ts';
import { createServer } from '../../../src/server.ts';
import { createReadingMemory } from '../../../src/tasks/reading-memory.ts';
import { createLogger } from '../../../src/telemetry/logger.ts';
import { createMetrics } from '../../../src/telemetry/metrics.ts';
import { setUpV8 } from '../../../src/v8-settings.ts';
import { configuration } from '../configuration.ts';
import { type StartOptions, serve } from './serve.ts';

type Connections = readonly Connection[];

/**
 * The five sources connected anew for each client that is connected at the same time as others, so that no upstream request can
 * meet an equal one in flight; nothing else differs. Who comes later gets what one that has gone leaves.
 */
function connectEachClient(connect: () => Connections): () => Connections {
  const free: Connections[] = [];
  const ofClient = new WeakMap<Socket, Connections>();
  let current: Connections = [];
  subscribe('http.server.request.start', (message) => {
    const { request } = message as { readonly request: IncomingMessage };
    const { socket } = request;
    const connections = ofClient.get(socket) ?? free.pop() ?? connect();
    if (!ofClient.has(socket)) socket.once('close', () => free.push(connections));
    ofClient.set(socket, connections);
    // What is made of a request is begun right behind its end, before the end of another one.
    request.once('end', () => {
      current = connections;
    });
  });
  return () => current;
}

// As `main.ts` does.
setUpV8();

serve(async ({ upstreams, isolated }: StartOptions) => {
  const sources = readSources(configuration(upstreams), providers);
  if (!sources.ok) throw new Error(sources.faults.join('\n'));
  const connect = (): Connections => openConnections(sources.value).all;
  const shared = connect();
  const connections = isolated ? connectEachClient(connect) : () => shared;
  const memory = createReadingMemory(268_435_456);
  const logger = createLogger('info');
  const graph = createGraph({
    schema: await buildSchema(providers),
    createContext: (scope) => createRequestContext(connections(), memory, scope),
    tabs: [],
    logger,
  });
  const server = createServer({ loadGraph: async () => graph, logger, metrics: createMetrics(() => []) });
  return server.listen({ host: '127.0.0.1', port: 0 });
});

import { setImmediate as immediate } from 'node:timers/promises';
import type { Config } from './config.ts';
import { openConnections } from './connections.ts';
import { loadTransport } from './http/pool.ts';
import { listenFailure } from './listen-failure.ts';
import { type ConfiguredSource, type ConnectDeps, createConnectDeps } from './providers/provider.ts';
import { providers } from './providers/registry.ts';
import { createServer, type ServerAddress } from './server.ts';
import { createReadingMemory } from './tasks/reading-memory.ts';
import { logUpstreams } from './telemetry/log-upstreams.ts';
import type { Logger } from './telemetry/logger.ts';
import { createMetrics, type Metrics } from './telemetry/metrics.ts';

/** Sign-outs wait no longer: an upstream that is down must not keep this process up. */
const SIGN_OUT_MS = 5000;

export interface ServeOptions {
  readonly config: Config;
  readonly sources: readonly ConfiguredSource[];
  readonly address: ServerAddress;
  readonly logger: Logger;
  /** What the sources share; of this process alone unless given. */
  readonly deps?: ConnectDeps;
  /** What /metrics shows; what this process has counted unless given. */
  readonly readMetrics?: () => Promise<string>;
}

/** What serves, in this process or in others. */
export interface Service {
  readonly url: string;
  /** Finishes what is in flight, then signs out of the sources. */
  stop(): Promise<void>;
  /** Resolves to the reason why it can't go on; absent for what ends with this process alone. */
  readonly lost?: Promise<string>;
}

/** What serves in this process. */
export interface LocalService extends Service {
  readonly metrics: Metrics;
  /** Resolves once all is loaded that an answer may need. Where that fails, the process ends. */
  readonly warmedUp: Promise<void>;
}

/** Where it could not begin to listen, the reason for the operator. */
export type Served<S extends Service = Service> =
  | { readonly ok: true; readonly service: S }
  | { readonly ok: false; readonly fault: string };

/** Serves the graph over the sources in this process. */
export async function serve({
  config,
  sources,
  address,
  logger,
  deps = createConnectDeps(),
  readMetrics,
}: ServeOptions): Promise<Served<LocalService>> {
  const { federation, server: settings } = config;
  const connections = openConnections(sources, deps);
  const memory = createReadingMemory(Math.floor(settings.snapshotBytes / settings.workers));
  const metrics = createMetrics(connections.health);
  const endLog = logUpstreams(logger);
  const server = createServer({
    loadGraph: async () => {
      const { buildGraph } = await import('./build-graph.ts');
      return buildGraph({ providers, federation, connections: connections.all, memory, logger });
    },
    logger,
    metrics: { contentType: metrics.contentType, read: readMetrics ?? metrics.read },
  });
  /** Without a part of its own program it answers next to nothing: whoever started it is to see that it is broken. */
  const endBroken = (error: unknown): void => {
    logger.fatal({ err: error }, 'a part of this program can not be loaded');
    process.exit(1);
  };
  const stop = async (): Promise<void> => {
    await server.close();
    await connections.close(SIGN_OUT_MS);
    endLog();
  };
  try {
    // A failure that nobody waited for, in a library's promises too, costs no other request its answer.
    process.on('unhandledRejection', (error) => logger.error({ err: error }, 'a promise failed unheard'));
    const url = await server.listen(address);
    // The address is told before.
    const warmedUp = immediate().then(async () => {
      // The first request needs them.
      await Promise.all([server.warmUp(), loadTransport()]);
      // What is to be counted meanwhile is kept for it.
      await metrics.warmUp();
    });
    warmedUp.catch(endBroken);
    logger.info({ url, sources: connections.all.map(({ info }) => info.name) }, 'listening');
    return { ok: true, service: { url, metrics, stop, warmedUp } };
  } catch (error) {
    await stop();
    return { ok: false, fault: listenFailure(error, address) };
  }
}

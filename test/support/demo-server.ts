import { buildGraph } from '../../src/build-graph.ts';
import { readSources } from '../../src/config.ts';
import { openConnections } from '../../src/connections.ts';
import { startDemo } from '../../src/demo.ts';
import type { Federation } from '../../src/graphql/subgraph.ts';
import type { Simulation } from '../../src/providers/provider.ts';
import { providers } from '../../src/providers/registry.ts';
import { createServer } from '../../src/server.ts';
import type { Clock } from '../../src/simulation/clock.ts';
import { createReadingMemory } from '../../src/tasks/reading-memory.ts';
import { createLogger } from '../../src/telemetry/logger.ts';
import { createMetrics } from '../../src/telemetry/metrics.ts';
import { createManualClock } from './manual-clock.ts';

export interface DemoServer {
  readonly url: string;
  /** The upstreams, in the order of the registry. */
  readonly simulations: readonly Simulation[];
  close(): Promise<void>;
}

export interface DemoServerOptions {
  /** Its time stands still unless a clock is given. */
  readonly now?: Clock;
  /** The graph stands alone unless given. */
  readonly federation?: Federation;
}

/** The demo in this process, on a free port. */
export async function startDemoServer({
  now = createManualClock(Date.now()).now,
  federation,
}: DemoServerOptions = {}): Promise<DemoServer> {
  const demo = await startDemo(providers, { now, isRecording: true });
  const sources = readSources(demo.sources, providers);
  if (!sources.ok) throw new Error(sources.faults.join('\n'));
  const connections = openConnections(sources.value);
  const memory = createReadingMemory(64 * 1024 * 1024);
  const metrics = createMetrics(connections.health);
  const logger = createLogger('silent');
  const server = createServer({
    loadGraph: () =>
      buildGraph({ providers, federation: federation ?? null, connections: connections.all, memory, logger }),
    logger,
    metrics,
  });
  return {
    url: await server.listen({ host: '127.0.0.1', port: 0 }),
    simulations: demo.simulations,
    async close() {
      await server.close(0);
      metrics.close();
      await connections.close(1000);
      await demo.close();
    },
  };
}

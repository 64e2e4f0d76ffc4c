import { readSources } from '../../src/config.ts';
import { openConnections } from '../../src/connections.ts';
import { createRequestContext } from '../../src/context.ts';
import { startDemo } from '../../src/demo.ts';
import { readExampleTabs } from '../../src/graphiql/tabs.ts';
import type { Federation } from '../../src/graphql/subgraph.ts';
import type { Simulation } from '../../src/providers/provider.ts';
import { providers } from '../../src/providers/registry.ts';
import { buildSchema } from '../../src/schema.ts';
import { createServer } from '../../src/server.ts';
import { type Clock, createManualClock } from '../../src/simulation/clock.ts';
import { buildSubgraph } from '../../src/subgraph.ts';
import { createReadingMemory } from '../../src/tasks/reading-memory.ts';
import { createLogger } from '../../src/telemetry/logger.ts';
import { createMetrics } from '../../src/telemetry/metrics.ts';

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
  const demo = await startDemo(providers, now);
  const sources = readSources(demo.sources, providers);
  if (!sources.ok) throw new Error(sources.faults.join('\n'));
  const connections = openConnections(sources.value);
  const memory = createReadingMemory(64 * 1024 * 1024);
  const metrics = createMetrics(connections.health);
  const schema = federation ? buildSubgraph(providers, federation).schema : buildSchema(providers);
  const server = createServer({
    schema,
    createContext: (scope) => createRequestContext(connections.all, memory, scope),
    tabs: readExampleTabs(),
    logger: createLogger('silent'),
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

import { createRequestContext } from './context.ts';
import { readExampleTabs } from './graphiql/tabs.ts';
import type { Federation } from './graphql/subgraph.ts';
import type { Connection, Provider } from './providers/provider.ts';
import { buildSchema } from './schema.ts';
import { createGraph, type Graph } from './server/graph.ts';
import type { ReadingMemory } from './tasks/reading-memory.ts';
import type { Logger } from './telemetry/logger.ts';

export interface BuildOptions {
  readonly providers: readonly Provider[];
  /** Null for a graph that stands alone. */
  readonly federation: Federation | null;
  readonly connections: readonly Connection[];
  readonly memory: ReadingMemory;
  readonly logger: Logger;
}

/** The graph over what a process is connected with. All of GraphQL is loaded with this file, half of the program. */
export async function buildGraph({ providers, federation, connections, memory, logger }: BuildOptions): Promise<Graph> {
  const schema = federation
    ? (await (await import('./subgraph.ts')).buildSubgraph(providers, federation)).schema
    : await buildSchema(providers);
  return createGraph({
    schema,
    createContext: (scope) => createRequestContext(connections, memory, scope),
    tabs: readExampleTabs(),
    logger,
  });
}

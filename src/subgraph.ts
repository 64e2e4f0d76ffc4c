import { createSubgraph, type Federation, type Subgraph } from './graphql/subgraph.ts';
import type { Provider } from './providers/provider.ts';
import { buildSchema } from './schema.ts';

/** The graph over these providers as a part of a supergraph. */
export function buildSubgraph(providers: readonly Provider[], federation: Federation): Subgraph {
  return createSubgraph(buildSchema(providers), federation);
}

import { createSubgraph, type Federation, type Subgraph } from './graphql/subgraph.ts';
import type { Provider } from './providers/provider.ts';
import { buildSchema } from './schema.ts';

/** The graph over these providers as a part of a supergraph. */
export async function buildSubgraph(providers: readonly Provider[], federation: Federation): Promise<Subgraph> {
  return createSubgraph(await buildSchema(providers), federation);
}

import { providers } from './src/providers/registry.ts';
import { buildSubgraph } from './src/subgraph.ts';

/** A plugin of graphql-codegen: the subgraph's SDL as `_service` answers it, of which codegen's own printers know no directive. */
export async function plugin(): Promise<string> {
  return (await buildSubgraph(providers, { node: false })).sdl;
}

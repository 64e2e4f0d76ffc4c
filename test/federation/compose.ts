import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { composeServices as composeByApollo } from '@apollo/composition';
import { composeServices as composeByGuild } from '@theguild/federation-composition';
import { parse } from 'graphql';

export interface SubgraphToCompose {
  readonly name: string;
  readonly url: string;
  readonly sdl: string;
}

/** @returns the supergraph's SDL, or what speaks against it. */
export type Compose = (
  subgraphs: readonly SubgraphToCompose[],
) => { readonly supergraph: string } | { readonly faults: readonly string[] };

/** The SDL of the subgraph that the graph is tried with: notes on tasks. */
export const NOTES = readFileSync(fileURLToPath(new URL('../supergraph/notes.graphql', import.meta.url)), 'utf8');

export const composers = {
  '@apollo/composition': (subgraphs) => resultOf(composeByApollo(parsed(subgraphs))),
  '@theguild/federation-composition': (subgraphs) => resultOf(composeByGuild(parsed(subgraphs))),
} satisfies Record<string, Compose>;

function parsed(subgraphs: readonly SubgraphToCompose[]) {
  return subgraphs.map(({ name, url, sdl }) => ({ name, url, typeDefs: parse(sdl) }));
}

function resultOf({
  supergraphSdl,
  errors,
}: {
  readonly supergraphSdl?: string | undefined;
  readonly errors?: readonly { readonly message: string }[] | undefined;
}): ReturnType<Compose> {
  return supergraphSdl === undefined
    ? { faults: errors?.map(({ message }) => message) ?? [] }
    : { supergraph: supergraphSdl };
}

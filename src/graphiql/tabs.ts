import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { type GraphQLSchema, parse, validate } from 'graphql';

/** One named operation, as GraphiQL's `defaultTabs` take it; the tab's title is the operation's name. */
export interface ExampleTab {
  readonly query: string;
}

const OPERATIONS = fileURLToPath(new URL('../../schema/operations', import.meta.url));

/** The example operations of the project, in order of file name. */
export function readExampleTabs(folder: string = OPERATIONS): readonly ExampleTab[] {
  return readdirSync(folder)
    .filter((name) => name.endsWith('.graphql'))
    .sort()
    .map((name) => ({ query: readFileSync(`${folder}/${name}`, 'utf8') }));
}

/** Those that the schema answers: a subgraph may be without `nodes`. */
export function tabsThatFit(schema: GraphQLSchema, tabs: readonly ExampleTab[]): readonly ExampleTab[] {
  return tabs.filter(({ query }) => validate(schema, parse(query)).length === 0);
}

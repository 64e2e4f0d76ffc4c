import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

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

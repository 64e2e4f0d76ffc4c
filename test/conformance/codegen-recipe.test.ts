import { execFile } from 'node:child_process';
import { copyFile, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, test } from 'vitest';

const require = createRequire(import.meta.url);
const run = promisify(execFile);

/** A frontend's own compiler options: strict, and none of this project's. */
const COMPILER_OPTIONS = {
  target: 'esnext',
  module: 'esnext',
  moduleResolution: 'bundler',
  lib: ['esnext', 'dom'],
  types: [],
  strict: true,
  noEmit: true,
};

/** What a frontend writes; each `@ts-expect-error` is a mistake that the types have to find. */
const TASK_LIST = `
import type { ResultOf } from '@graphql-typed-document-node/core';
import { type FragmentType, graphql, useFragment } from './gql';
import type { TaskStatus } from './gql/graphql';

const Row = graphql(\`
  fragment Row on Task {
    id
    title
    status
    nativeStatus
    startedAt
    raw
    source { name }
    ... on HuaweiCsmsTask { secretName attempts }
  }
\`);

export const TaskList = graphql(\`
  query TaskList($after: String, $filter: TaskFilter) {
    tasks(first: 20, after: $after, filter: $filter) {
      edges { cursor node { __typename ...Row } }
      pageInfo { hasNextPage endCursor }
      outcomes { source { name } state missedEarlier problem { code message retryable } }
    }
  }
\`);

type Page = NonNullable<ResultOf<typeof TaskList>['tasks']>;

export function accumulate(before: Page['edges'], page: Page | null): Page['edges'] {
  return page ? [...before, ...page.edges] : before;
}

export function colour(status: TaskStatus): string {
  switch (status) {
    case 'FAILED':
    case 'WARNING':
      return 'red';
    case 'SUCCEEDED':
      return 'green';
    default:
      return 'grey';
  }
}

// @ts-expect-error a word that no status has
export const misspelt: TaskStatus = 'SUCCESS';

/** Names every status there is: one more may come. */
export function isKnown(status: TaskStatus): boolean {
  switch (status) {
    case 'BLOCKED': case 'CANCELLED': case 'FAILED': case 'QUEUED': case 'READY': case 'RUNNING': case 'SUCCEEDED': case 'UNKNOWN': case 'WARNING':
      return true;
  }
  // @ts-expect-error a status to come is left over
  status satisfies never;
  return false;
}

export function describe(node: FragmentType<typeof Row>): string {
  const row = useFragment(Row, node);
  const title: string = row.title;
  // @ts-expect-error null where the upstream tells none
  const startedAt: string = row.startedAt;
  // @ts-expect-error what an upstream sent may be anything
  row.raw.anything;
  const secret: string | null = 'secretName' in row ? row.secretName : null;
  return [title, row.nativeStatus ?? row.status, startedAt, secret, row.source.name].join(' ');
}

// @ts-expect-error masked: the fragment's fields are the component's that spreads it
export const peek = (page: Page) => page.edges[0]?.node.title;

export const failed = { filter: { statuses: ['FAILED'], since: '2026-11-21T00:00:00Z' } } satisfies Variables<typeof TaskList>;
// @ts-expect-error no filter has such a member
export const wrong = { filter: { state: ['FAILED'] } } satisfies Variables<typeof TaskList>;

type Variables<T> = T extends import('@graphql-typed-document-node/core').TypedDocumentNode<unknown, infer V> ? V : never;
`;

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'frontend-'));
  const readme = await readFile('README.md', 'utf8');
  const block = (language: string) => new RegExp(`\`\`\`${language}\n([\\s\\S]*?)\`\`\``).exec(readme)?.[1] ?? '';
  const deferred = `import { graphql } from './gql';\nexport const Dashboard = graphql(\`${block('graphql')}\`);\n`;
  await mkdir(join(folder, 'src'));
  await Promise.all([
    symlink(resolve('node_modules'), join(folder, 'node_modules'), 'junction'),
    copyFile('schema/schema.graphql', join(folder, 'schema.graphql')),
    writeFile(join(folder, 'codegen.ts'), block('ts')),
    writeFile(join(folder, 'src/task-list.ts'), TASK_LIST),
    writeFile(join(folder, 'src/dashboard.ts'), deferred),
    writeFile(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions: COMPILER_OPTIONS, include: ['src'] })),
  ]);
});
afterAll(() => rm(folder, { recursive: true }));

/** Runs a package's command in the frontend's folder; rejects with all that it said where it fails. */
async function npx(packageName: string, command: string, ...args: readonly string[]): Promise<void> {
  const manifest = require.resolve(`${packageName}/package.json`);
  const { bin } = JSON.parse(await readFile(manifest, 'utf8')) as { bin: Record<string, string> };
  const script = join(dirname(manifest), bin[command] ?? '');
  await run(process.execPath, [script, ...args], { cwd: folder }).catch(({ stdout, stderr }) => {
    throw new Error(`${command} failed:\n${stdout}${stderr}`);
  });
}

test('the recipe in the README makes types that hold a strict frontend to the graph', async () => {
  await npx('@graphql-codegen/cli', 'graphql-codegen', '--config', 'codegen.ts');
  await npx('typescript', 'tsc', '--project', '.');
}, 120_000);

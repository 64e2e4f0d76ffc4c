import { readdirSync, readFileSync } from 'node:fs';
import { dirname, posix } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';

const SOURCE = fileURLToPath(new URL('../../src', import.meta.url));

/** The house from the roof down: a file imports from its own floor and from those below it. */
const FLOORS: readonly (readonly [name: string, files: RegExp])[] = [
  ['process', /^(main|worker|run|serve|stop-on-signal|command-line|listen-failure|demo)\.ts$|^workers\//],
  ['server', /^(server|build-graph)\.ts$|^(server|graphiql)\//],
  ['config', /^config\.ts$|^config\//],
  ['assembly', /^(context|connections|schema|subgraph)\.ts$/],
  ['registry', /^providers\/registry\.ts$/],
  ['provider', /^providers\/[^/]+\//],
  ['provider contract', /^providers\/[^/]+\.ts$/],
  ['vendors', /^vendors\//],
  ['graphql', /^graphql\//],
  ['tasks', /^tasks\//],
  ['encoding', /^encoding\//],
  ['http', /^http\//],
  ['json', /^json\//],
  ['simulation', /^simulation\//],
  ['telemetry', /^telemetry\//],
  ['ground', /^(errors|v8-settings|when-asked)\.ts$/],
];

/** Tests and what they alone use. */
const isTest = (file: string): boolean => /\.test\.ts$|\/fixtures(\/|\.ts$)/.test(file);

function floorOf(file: string): number {
  return FLOORS.findIndex(([, files]) => files.test(file));
}

/** The provider whose folder a file lies in; null for every other file. */
function providerOf(file: string): string | null {
  return /^providers\/([^/]+)\//.exec(file)?.[1] ?? null;
}

interface Import {
  readonly from: string;
  readonly to: string;
  /** Loaded only when called. */
  readonly isLazy: boolean;
}

const files = readdirSync(SOURCE, { recursive: true, encoding: 'utf8' })
  .map((file) => file.replaceAll('\\', '/'))
  .filter((file) => file.endsWith('.ts') && !isTest(file));

const imports: readonly Import[] = files.flatMap((from) => {
  const text = readFileSync(`${SOURCE}/${from}`, 'utf8');
  return [...text.matchAll(/(?:from|import)\s*(\()?\s*'(\.[^']+)'/g)].map(([, lazy, path]) => ({
    from,
    to: posix.normalize(posix.join(dirname(from), path ?? '')),
    isLazy: lazy !== undefined,
  }));
});

const told = (found: readonly Import[]): readonly string[] => found.map(({ from, to }) => `${from} -> ${to}`);

describe('imports', () => {
  test('are found at all', () => {
    expect(files.length).toBeGreaterThan(60);
    expect(imports.length).toBeGreaterThan(files.length);
    expect(imports.filter(({ to }) => !files.includes(to)).map(({ to }) => to)).toEqual([]);
  });

  test('come from files that stand on a floor of the house', () => {
    expect(files.filter((file) => floorOf(file) === -1)).toEqual([]);
  });

  test('point down', () => {
    expect(told(imports.filter(({ from, to }) => floorOf(to) < floorOf(from)))).toEqual([]);
  });

  test('do not lead from one provider to another', () => {
    const across = imports.filter(({ from, to }) => {
      const [own, other] = [providerOf(from), providerOf(to)];
      return own !== null && other !== null && own !== other;
    });
    expect(told(across)).toEqual([]);
  });

  test('name a provider in the registry alone, by its face', () => {
    const named = imports.filter(({ from, to }) => providerOf(from) === null && providerOf(to) !== null);
    expect(named.length).toBeGreaterThan(0);
    expect(told(named.filter(({ from, to }) => from !== 'providers/registry.ts' || !to.endsWith('/index.ts')))).toEqual(
      [],
    );
  });

  test('load a simulator only when it is called for', () => {
    const isSimulator = (file: string): boolean => /simulator/.test(file) && !file.startsWith('simulation/');
    const eager = imports.filter(({ from, to, isLazy }) => isSimulator(to) && !isSimulator(from) && !isLazy);
    expect(told(eager)).toEqual([]);
  });
});

describe('what is loaded before the address is told', () => {
  /** Packages and modules of Node's that files import for more than their types, with all that those import in turn. */
  const loadedWith = (roots: readonly string[]): ReadonlySet<string> => {
    const loaded = new Set<string>();
    const follow = (file: string): void => {
      if (loaded.has(file)) return;
      loaded.add(file);
      const text = readFileSync(`${SOURCE}/${file}`, 'utf8');
      for (const [, path = ''] of text.matchAll(/^(?:import|export) (?!type\b)(?:[^;']*? from )?'([^']+)'/gm)) {
        if (path.startsWith('.')) follow(posix.join(dirname(file), path));
        else loaded.add(path);
      }
    };
    for (const root of roots) follow(root);
    return loaded;
  };
  const loaded = loadedWith(['main.ts', 'run.ts', 'serve.ts', 'worker.ts', 'workers/run-worker.ts']);

  test('is no package that only requests need', () => {
    const packages = [...loaded].filter((name) => !name.endsWith('.ts') && !name.startsWith('node:'));
    expect(packages.sort()).toEqual(['dataloader', 'lru-cache', 'pino', 'yaml', 'zod']);
  });

  test("is not Node's own fetch, which an import of node:http brings", () => {
    expect(loaded).toContain('server.ts');
    const importing = files.filter((file) => loadedWith([file]).has('node:http'));
    expect(importing).toEqual([]);
  });
});

test('nothing but the configuration reads the environment', () => {
  const readers = files.filter((file) => readFileSync(`${SOURCE}/${file}`, 'utf8').includes('process.env'));
  expect(readers.filter((file) => !/^(main|config)\.ts$|^config\//.test(file))).toEqual([]);
});

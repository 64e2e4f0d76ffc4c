import { writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { execute, parse } from 'graphql';
import { readSources } from '../../src/config.ts';
import { openConnections } from '../../src/connections.ts';
import { createRequestContext } from '../../src/context.ts';
import { providers } from '../../src/providers/registry.ts';
import { buildSchema } from '../../src/schema.ts';
import { createReadingMemory } from '../../src/tasks/reading-memory.ts';
import { type Panel, plot } from './plot.ts';
import { writeResults } from './readme.ts';
import { type Child, startChild } from './rpc.ts';
import type { HeldSource } from './scale-upstreams.ts';
import { spreadOf } from './stats.ts';
import { number, table } from './table.ts';

/** Tasks that a source is made with; it lists most of them. */
const SIZES = [10, 100, 1000, 10_000, 100_000];
const REPEATS = 3;

interface Source {
  readonly id: string;
  readonly provider: string;
  readonly how: 'sorted' | 'scanned';
  readonly settings?: Readonly<Record<string, unknown>>;
  /** The upstream lists no more. */
  readonly most?: number;
}

const SOURCES: readonly Source[] = [
  { id: 'huawei-hss', provider: 'huawei-hss', how: 'sorted' },
  { id: 'sailpoint-v2026', provider: 'sailpoint', how: 'sorted', settings: { apiVersion: 'v2026' } },
  { id: 'sailpoint-v2025', provider: 'sailpoint', how: 'scanned', settings: { apiVersion: 'v2025' } },
  { id: 'huawei-csms', provider: 'huawei-csms', how: 'scanned' },
  { id: 'vmware-srs', provider: 'vmware-srs', how: 'scanned' },
  { id: 'vsphere-cis', provider: 'vsphere-cis', how: 'scanned', most: 1000 },
];

const PAGE = parse(`query ($filter: TaskFilter) {
  tasks(first: 50, filter: $filter) {
    nodes { id title status orderedAt } pageInfo { hasNextPage } outcomes { state problem { message } }
  }
}`);
const ENDS = parse(`query ($filter: TaskFilter) {
  newest: tasks(first: 1, filter: $filter) { nodes { orderedAt } }
  oldest: tasks(last: 1, filter: $filter) { nodes { orderedAt } }
}`);

interface Result {
  readonly series: string;
  readonly size: number;
  readonly listed: number;
  readonly ms: number;
  readonly requests: number;
}

interface Graph {
  run(document: typeof PAGE, filter: Readonly<Record<string, unknown>>): Promise<Record<string, unknown>>;
  close(): Promise<void>;
}

const schema = await buildSchema(providers);

function open(entries: readonly unknown[]): Graph {
  const sources = readSources(entries, providers);
  if (!sources.ok) throw new Error(sources.faults.join('\n'));
  const connections = openConnections(sources.value);
  return {
    async run(document, filter) {
      const { signal } = new AbortController();
      // Nothing is remembered from one page to the next: each is the first.
      const contextValue = createRequestContext(connections.all, createReadingMemory(1), { signal });
      const { data, errors } = await execute({ schema, document, contextValue, variableValues: { filter } });
      if (errors) throw new Error(errors.map(({ message }) => message).join('\n'));
      return { ...data };
    },
    close: () => connections.close(5000),
  };
}

async function measure(graph: Graph, upstreams: readonly Child[], filter: Readonly<Record<string, unknown>>) {
  const takeCounts = async (): Promise<number> => {
    const counts = await Promise.all(upstreams.map((child) => child.call<number>('takeCount')));
    return counts.reduce((sum, count) => sum + count, 0);
  };
  const read = async (): Promise<number> => {
    const startedAt = performance.now();
    const { tasks } = await graph.run(PAGE, filter);
    const took = performance.now() - startedAt;
    const { outcomes } = tasks as { outcomes: { state: string; problem: { message: string } | null }[] };
    const bad = outcomes.find(({ state }) => state !== 'COMPLETE');
    if (bad) throw new Error(bad.problem?.message ?? bad.state);
    return took;
  };
  await read();
  await takeCounts();
  const times: number[] = [];
  for (let repeat = 0; repeat < REPEATS; repeat += 1) times.push(await read());
  return { ms: spreadOf(times).median, requests: (await takeCounts()) / REPEATS };
}

/** The instant in the middle between a source's newest task and its oldest one. */
async function middleOf(graph: Graph, filter: Readonly<Record<string, unknown>>): Promise<string> {
  const ends = await graph.run(ENDS, filter);
  const [newest, oldest] = ['newest', 'oldest'].map((end) => {
    const { nodes } = ends[end] as { nodes: { orderedAt: string }[] };
    return Date.parse(nodes[0]?.orderedAt ?? '');
  });
  return new Date(((newest ?? 0) + (oldest ?? 0)) / 2).toISOString();
}

/** Bounds nothing, but for tasks without a time: those of HSS are read whole, which a list's length says nothing about. */
const DATED = { until: '2100-01-01T00:00:00Z' };

const children = new Map<string, Child>();
const results: Result[] = [];
try {
  for (const { id } of SOURCES) children.set(id, await startChild('scale-upstreams.ts', { core: null }));
  for (const size of SIZES) {
    const entries: object[] = [];
    const listed = new Map<string, number>();
    for (const { id, provider, settings, most = Number.POSITIVE_INFINITY } of SOURCES) {
      const held = await children.get(id)?.call<HeldSource>('hold', { provider, tasks: Math.min(size, most) });
      if (!held) continue;
      const limits = { scanLimit: 10_000_000, deadlineMs: 600_000, timeoutMs: 60_000 };
      entries.push({ ...held.settings, ...settings, ...limits, id });
      listed.set(id, held.listed);
    }
    const graph = open(entries);
    const note = async (
      series: string,
      ids: readonly string[],
      filter: Readonly<Record<string, unknown>>,
    ): Promise<void> => {
      const upstreams = ids.flatMap((id) => children.get(id) ?? []);
      const cost = await measure(graph, upstreams, { ...filter, sources: ids });
      const sum = ids.reduce((total, id) => total + (listed.get(id) ?? 0), 0);
      results.push({ series, size, listed: sum, ...cost });
      process.stdout.write(
        `${series}, ${sum} tasks: ${number(cost.ms)} ms, ${number(cost.requests)} upstream requests\n`,
      );
    };
    for (const { id, how, most = Number.POSITIVE_INFINITY } of SOURCES) {
      if (size > most) continue;
      await note(`${id}, ${how}`, [id], how === 'sorted' ? DATED : {});
      if (how === 'sorted') {
        const until = await middleOf(graph, { sources: [id], ...DATED });
        await note(`${id}, ${how}, deep`, [id], { until });
      }
    }
    await note(
      'all six merged',
      SOURCES.map(({ id }) => id),
      {},
    );
    await graph.close();
  }
} finally {
  for (const child of children.values()) await child.stop();
}

const names = [...new Set(results.map(({ series }) => series))];
const panel = (title: string, unit: string, pick: (result: Result) => number): Panel => ({
  title,
  unit,
  series: names.map((name) => ({
    name,
    points: results.filter(({ series }) => series === name).map((result) => [result.listed, pick(result)] as const),
  })),
});
writeFileSync(
  new URL('scale.svg', import.meta.url),
  plot('A merged page by the number of tasks', [
    panel('A page of 50: time', 'ms', ({ ms }) => ms),
    panel('Upstream requests', '', ({ requests }) => requests),
  ]),
);
const cell = (name: string, size: number): string => {
  const found = results.find((result) => result.series === name && result.size === size);
  return found ? `${number(found.ms)} ms, ${number(found.requests)}` : '–';
};
writeResults(
  'scale',
  [
    `${cpus()[0]?.model ?? 'unknown CPU'}, ${cpus().length} cores, Node ${process.version}, ${new Date().toISOString().slice(0, 10)}. ` +
      `Median time of ${REPEATS} pages, and upstream requests.`,
    table(
      ['tasks of each source, some over or still to come', ...SIZES.map(String)],
      names.map((name) => [name, ...SIZES.map((size) => cell(name, size))]),
    ),
  ].join('\n\n'),
);

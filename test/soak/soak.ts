import { writeFileSync } from 'node:fs';
import { availableParallelism, loadavg } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import type { Simulation } from '../../src/providers/provider.ts';
import { providers } from '../../src/providers/registry.ts';
import type { SimulatedAnswer, SimulatedFault, SimulatedServer } from '../../src/simulation/simulator.ts';
import { encodeGlobalId } from '../../src/tasks/global-id.ts';
import { createMetrics } from '../../src/telemetry/metrics.ts';
import type { IamSimulator } from '../../src/vendors/huawei/iam-simulator.ts';
import { createTestGraph } from '../support/graph.ts';
import { readClocks } from './clocks.ts';

const { values } = parseArgs({
  options: { minutes: { type: 'string', default: '10' }, workers: { type: 'string', default: '8' } },
});
const minutes = Number(values.minutes);
const workers = Number(values.workers);

const FAULTS: readonly (SimulatedAnswer | SimulatedFault)[] = [
  { fault: 'reset' },
  { fault: 'reset-in-body' },
  { fault: 'silence' },
  { status: 401 },
  { status: 429, headers: { 'retry-after': '1' } },
  { status: 500 },
  { status: 503 },
  { status: 200, body: '<html>' },
];

const TASKS = `query ($first: Int, $after: String) {
  tasks(first: $first, after: $after) { nodes { id title status } pageInfo { endCursor } outcomes { state problem { code } } }
}`;

interface Sample {
  readonly atMs: number;
  readonly requests: number;
  readonly heapMb: number;
  readonly sockets: number;
}

let unhandled = 0;
process.on('unhandledRejection', () => {
  unhandled += 1;
});

const simulations = new Map<string, Simulation>();
for (const provider of providers)
  simulations.set(provider.name, await provider.simulate({ seed: 1, tasks: 400, now: Date.now }));

/** Of the upstreams, a share of requests that fail: none, some or all, drawn anew every few seconds. */
const sickness = new Map<string, number>();
/** The upstream and, where signing in has a server of its own, that too. */
const serversOf = (simulation: Simulation): readonly SimulatedServer[] =>
  'iam' in simulation ? [simulation.server, (simulation.iam as IamSimulator).server] : [simulation.server];

for (const [name, simulation] of simulations) {
  for (const server of serversOf(simulation)) {
    // What was received would be the leak that is looked for.
    server.stopRecording();
    server.hook(({ path }) => {
      if (Math.random() >= (sickness.get(name) ?? 0)) return undefined;
      const fault = FAULTS[Math.floor(Math.random() * FAULTS.length)];
      // A refused sign-in keeps its source away for half a minute and more, in which nothing of it is soaked: seldom, then.
      const isRefusal = fault && 'status' in fault && fault.status === 401;
      return isRefusal && /session|login|oauth|tokens/.test(path) && Math.random() < 0.95 ? undefined : fault;
    });
  }
}
const flicker = setInterval(() => {
  for (const name of simulations.keys()) sickness.set(name, [0, 0, 0, 0.1, 0.5, 1][Math.floor(Math.random() * 6)] ?? 0);
}, 3000);

const graph = createTestGraph(
  providers.map((provider) => {
    const simulation = simulations.get(provider.name);
    if (!simulation) throw new Error(provider.name);
    return { provider, simulation, settings: { id: provider.name, timeoutMs: 500, deadlineMs: 2000 } };
  }),
);

/** Listens as it does in the process that serves. */
const metrics = createMetrics(() => []);

let requests = 0;
let errors = 0;
const codes = new Map<string, number>();
const endsAt = performance.now() + minutes * 60_000;

async function work(): Promise<void> {
  let after: string | null = null;
  while (performance.now() < endsAt) {
    const draw = Math.random();
    if (draw < 0.2) {
      const ids = providers.flatMap(({ name, typename }) => {
        const found = simulations.get(name)?.taskIds() ?? [];
        const id = found[Math.floor(Math.random() * found.length)];
        return id === undefined ? [] : [encodeGlobalId(typename, name, id)];
      });
      await graph.run('query ($ids: [ID!]!) { nodes(ids: $ids) { id } }', { ids });
    } else {
      const { data, errors: failed } = await graph.run(TASKS, { first: 1 + Math.floor(Math.random() * 60), after });
      if (failed) errors += 1;
      const page = data?.['tasks'] as
        | { pageInfo: { endCursor: string | null }; outcomes: { state: string; problem: { code: string } | null }[] }
        | undefined;
      for (const { state, problem } of page?.outcomes ?? []) {
        const key = problem ? `${state} ${problem.code}` : state;
        codes.set(key, (codes.get(key) ?? 0) + 1);
      }
      after = draw < 0.6 ? null : (page?.pageInfo.endCursor ?? null);
    }
    requests += 1;
  }
}

const samples: Sample[] = [];
const collect = (globalThis as { gc?: () => void }).gc;
const startedAt = performance.now();
const sample = (): void => {
  collect?.();
  const sockets = process.getActiveResourcesInfo().filter((kind) => kind === 'TCPSocketWrap').length;
  const heapMb = Math.round(process.memoryUsage().heapUsed / 1024 / 102.4) / 10;
  samples.push({ atMs: Math.round(performance.now() - startedAt), requests, heapMb, sockets });
};
const sampler = setInterval(sample, Math.max(1000, (minutes * 60_000) / 12));
sample();
await Promise.all(Array.from({ length: workers }, work));
clearInterval(flicker);
clearInterval(sampler);
sickness.clear();
await graph.close();
metrics.close();
sample();
await Promise.all([...simulations.values()].map((simulation) => simulation.close()));
const clocks = await readClocks();
await sleep(200);
collect?.();
const left = process.getActiveResourcesInfo().filter((kind) => kind === 'TCPSocketWrap').length;

const table = (head: readonly string[], rows: readonly (readonly unknown[])[]): string =>
  [head, head.map(() => '---'), ...rows].map((row) => `| ${row.join(' | ')} |`).join('\n');

writeFileSync(
  new URL('README.md', import.meta.url),
  `# Soak

\`npm run soak -- --minutes 10\` sends mixed load (pages, cursors, ids) through all providers against their simulators, all in
one process, while each upstream's share of failing requests changes every three seconds between none and all: resets, silence, 401,
429, 500, 503, HTML. It writes this file.

## The last run
${minutes} minutes, ${workers} GraphQL requests at a time, Node ${process.version} on ${availableParallelism()} cores (load average ${loadavg()[1]?.toFixed(1)}): ${requests} GraphQL requests, ${errors} of \`tasks\` with GraphQL errors,
${unhandled} unhandled rejections, ${left} sockets left after closing.

${clocks.late.length} pages beside a silent source came ${spread(clocks.late)} ms after its deadline; ${clocks.open.length} requests of a source
whose circuit is open failed after ${spread(clocks.open)} ms, parsing and validation included.

The heap is measured after a collection, with the simulators and their tasks in it; sockets are both ends of each connection.

${table(
  ['after', 'requests', 'heap, MB', 'sockets'],
  samples.map(({ atMs, requests: done, heapMb, sockets }) => [`${Math.round(atMs / 1000)} s`, done, heapMb, sockets]),
)}

How sources fared, over all answers of \`tasks\`:

${table(['outcome', 'times'], [...codes].sort())}
`,
);
const faults = [
  unhandled > 0 && 'rejections were not handled',
  errors > 0 && 'a page failed as a whole',
  left > 0 && 'sockets are left',
  heapOf(samples.slice(-4)) > 1.25 * heapOf(samples.slice(2, 6)) && 'the heap grows',
  (clocks.late.at(-1) ?? 0) > 250 && 'a deadline was passed by more than 250 ms',
  median(clocks.open) > 5 && 'an open circuit takes more than 5 ms to fail',
].filter((fault) => fault !== false);
for (const fault of faults) process.stderr.write(`${fault}\n`);
if (faults.length > 0) process.exitCode = 1;

function heapOf(some: readonly Sample[]): number {
  return median(some.map(({ heapMb }) => heapMb).toSorted((a, b) => a - b));
}

function median(ascending: readonly number[]): number {
  return ascending[ascending.length >> 1] ?? 0;
}

/** Median and greatest. */
function spread(ascending: readonly number[]): string {
  return `${median(ascending).toFixed(1)} (at most ${(ascending.at(-1) ?? 0).toFixed(1)})`;
}

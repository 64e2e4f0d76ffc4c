import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { GraphQLSchema } from 'graphql';
import { createRequestContext } from '../../src/context.ts';
import {
  type Connection,
  createConnectDeps,
  type RequestScope,
  type Simulation,
} from '../../src/providers/provider.ts';
import { createGraph } from '../../src/server/graph.ts';
import { createServer } from '../../src/server.ts';
import { createReadingMemory } from '../../src/tasks/reading-memory.ts';
import type { Logger } from '../../src/telemetry/logger.ts';
import type { Metrics } from '../../src/telemetry/metrics.ts';
import type { Certificates } from './certificates.ts';
import type { FaultCase } from './fault-cases.ts';
import { type Front, type FrontRequest, startFront } from './front.ts';
import type { Position, Subject } from './subjects.ts';

/** Bounds that let a case end soon. */
const TIMINGS = { timeoutMs: 1500, deadlineMs: 8000, retries: 2 };

export interface Problem {
  readonly code: string;
  readonly message: string;
  readonly retryable: boolean;
  readonly retryAfterMs: number | null;
}

export interface CaseResult {
  readonly state: string;
  readonly problem: Problem | null;
  /** How often the request that the fault struck went out. */
  readonly tries: number;
  /** Tasks in the answer, by the source that they are of. */
  readonly nodes: readonly { readonly id: string; readonly source: { readonly name: string } }[];
  /** The whole answer, as a client sees it. */
  readonly answer: string;
}

export interface Bench {
  readonly schema: GraphQLSchema;
  readonly logger: Logger;
  readonly metrics: Metrics;
  /** Upstreams by the provider's name. */
  readonly upstreams: ReadonlyMap<string, Simulation>;
  /** A source of another upstream, in good health. */
  readonly bystander: () => Connection;
  readonly certificates: Certificates | null;
  /** Every request that reached a front, for whoever looks for what must not be seen elsewhere. */
  readonly onRequest?: (request: FrontRequest) => void;
}

const QUERY = `query Matrix($filter: TaskFilter) {
  tasks(first: 200, filter: $filter) {
    nodes { id source { name } }
    outcomes { source { name health { state lastProblem { message } } } state problem { code message retryable retryAfterMs httpStatus upstreamCode requestId } requests { method path status attempts } }
  }
}`;

interface Answer {
  readonly tasks: {
    readonly nodes: CaseResult['nodes'];
    readonly outcomes: readonly {
      readonly source: { readonly name: string };
      readonly state: string;
      readonly problem: Problem | null;
      readonly requests: readonly {
        readonly path: string;
        readonly status: number | null;
        readonly attempts: number;
      }[];
    }[];
  };
}

/** One GraphQL request over a fresh source, with one fault in its way, beside a source in good health. */
export async function runCase(
  bench: Bench,
  subject: Subject,
  fault: FaultCase,
  position: Position,
): Promise<CaseResult> {
  const upstream = bench.upstreams.get(subject.provider.name);
  if (!upstream) throw new Error(`No upstream of ${subject.provider.name}`);
  let struck = 0;
  const strike = fault.strike(subject, bench.certificates);

  const fronts: Front[] = [];
  const breakDown = async (): Promise<void> => {
    for (const front of fronts) {
      if (strike.kind === 'refuse') await front.refuse();
      if (strike.kind === 'certificate') front.show(strike.certificate);
    }
  };
  const before: Partial<Record<Position, Position>> = { 'first request': 'sign-in', 'later page': 'first request' };
  const open = (target: string): Promise<Front> =>
    startFront({
      target,
      certificate: strike.kind === 'certificate' ? strike.first : undefined,
      faultOf(request) {
        bench.onRequest?.(request);
        if (subject.positionOf(request) !== position) return null;
        struck += 1;
        return strike.kind === 'request' ? strike.faultOf(struck, request) : null;
      },
      onAnswer: async (request) => {
        if (before[position] === subject.positionOf(request)) await breakDown();
      },
    });

  const auth = upstream.settings['auth'] as Readonly<Record<string, string>>;
  const service = await open(upstream.server.url);
  fronts.push(service);
  const signIn = auth['url'] === undefined ? null : await open(auth['url']);
  if (signIn) fronts.push(signIn);
  if (position === 'sign-in') await breakDown();

  const ports = fronts.map(({ url }) => new URL(url).port);
  let refused = 0;
  const onConnectError = (message: unknown): void => {
    const { connectParams } = message as { connectParams: { port: string } };
    if (ports.includes(connectParams.port)) refused += 1;
  };
  subscribe('undici:client:connectError', onConnectError);

  const source = subject.provider.source
    .parse({
      ...upstream.settings,
      ...subject.settings,
      ...TIMINGS,
      id: 'struck',
      url: service.url,
      auth: signIn ? { ...auth, url: signIn.url } : auth,
      ...(strike.kind === 'certificate' ? { tls: { caFile: strike.caFile } } : {}),
    })
    .connect(createConnectDeps());
  const bystander = bench.bystander();
  try {
    const answer = await ask(bench, [source, bystander], { filter: subject.filter ?? null });
    const { data, errors } = JSON.parse(answer);
    if (errors) throw new Error(answer);
    const { tasks }: Answer = data;
    const outcome = tasks.outcomes.find(({ source: { name } }) => name === 'struck');
    if (!outcome) throw new Error(answer);
    const failing = outcome.requests.filter(({ status }) => status === null).map(({ attempts }) => attempts);
    // What is refused before it is a request is counted where it was tried.
    const connecting = position === 'sign-in' ? refused : Math.max(0, ...failing);
    return {
      state: outcome.state,
      problem: outcome.problem,
      tries: strike.kind !== 'request' && refused > 0 ? connecting : struck,
      nodes: tasks.nodes,
      answer,
    };
  } finally {
    unsubscribe('undici:client:connectError', onConnectError);
    await Promise.all([source.close(), bystander.close()]);
    for (const front of fronts) await front.close();
  }
}

/** As a client asks: over HTTP. */
async function ask(
  { schema, logger, metrics }: Bench,
  sources: readonly Connection[],
  variables: Readonly<Record<string, unknown>>,
): Promise<string> {
  const createContext = (scope: RequestScope) => createRequestContext(sources, createReadingMemory(0), scope);
  const graph = createGraph({ schema, createContext, tabs: [], logger });
  const server = createServer({ loadGraph: async () => graph, logger, metrics });
  try {
    const url = await server.listen({ host: '127.0.0.1', port: 0 });
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ query: QUERY, variables }),
    });
    return await response.text();
  } finally {
    await server.close(0);
  }
}

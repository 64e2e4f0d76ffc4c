import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import type { MetricsSnapshot, SourceHealthReading } from './metrics.ts';
import type { OperationMessage } from './operation-channel.ts';
import type { SourceProblemMessage, UpstreamCircuitMessage, UpstreamRequestMessage } from './upstream-channels.ts';

const PREFIX = 'task_federation_';

/** From an answer of this machine to a deadline of half a minute. */
const SECONDS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];

const HEALTH_STATES: readonly SourceHealthReading['state'][] = ['UP', 'DEGRADED', 'DOWN', 'UNKNOWN'];

/** What was counted of one source; given to prom-client when it is asked for. */
interface Tally {
  /** By {@link statusOf}: requests of their own, and those that joined one in flight. */
  readonly answers: Map<number | string, [alone: number, joined: number]>;
  tries: number;
}

/** What is counted, by prom-client. */
export interface Register {
  noteRequest(message: UpstreamRequestMessage): void;
  noteCircuit(message: UpstreamCircuitMessage): void;
  noteProblem(message: SourceProblemMessage): void;
  noteOperation(message: OperationMessage): void;
  read(): Promise<string>;
  snapshot(): Promise<MetricsSnapshot>;
}

/**
 * Counts what it is told, beside the process's own figures (heap, event loop, CPU). Labels hold names out of the configuration
 * and documented words alone: no path, no operation's name, nothing that a client or an upstream can choose.
 * @param readHealth asked at each reading.
 */
export function createRegister(readHealth: () => readonly SourceHealthReading[]): Register {
  const registry = new Registry();
  const registers = [registry];
  collectDefaultMetrics({ register: registry });

  const tallies = new Map<string, Tally>();
  new Counter({
    name: `${PREFIX}upstream_requests_total`,
    help: 'Requests to an upstream that ended, by HTTP status ("none": no answer came, "aborted": nobody waited for it any more); shared: it joined one in flight.',
    labelNames: ['source', 'status', 'shared'],
    registers,
    collect() {
      this.reset();
      for (const [source, { answers }] of tallies) {
        for (const [status, [alone, joined]] of answers) {
          if (alone > 0) this.inc({ source, status, shared: 'false' }, alone);
          if (joined > 0) this.inc({ source, status, shared: 'true' }, joined);
        }
      }
    },
  });
  new Counter({
    name: `${PREFIX}upstream_tries_total`,
    help: 'Tries that went out for these requests.',
    labelNames: ['source'],
    registers,
    collect() {
      this.reset();
      for (const [source, { tries }] of tallies) this.inc({ source }, tries);
    },
  });
  const requestSeconds = new Histogram({
    name: `${PREFIX}upstream_request_seconds`,
    help: 'How long these requests took, with all their waits and tries.',
    labelNames: ['source'],
    buckets: SECONDS,
    registers,
  });
  const circuitChanges = new Counter({
    name: `${PREFIX}circuit_changes_total`,
    help: 'How often a circuit came into a state.',
    labelNames: ['source', 'state'],
    registers,
  });
  const problems = new Counter({
    name: `${PREFIX}source_problems_total`,
    help: 'How often a source could not be read, or not whole, for a page of a list, by the code of its problem.',
    labelNames: ['source', 'code'],
    registers,
  });
  new Gauge({
    name: `${PREFIX}source_health`,
    help: 'TaskSource.health: 1 for the state that the source is in. DOWN while its circuit is not closed.',
    labelNames: ['source', 'state'],
    registers,
    // Of several processes each state that any of them sees is told, so that an alert on DOWN is the same for one and for many.
    aggregator: 'max',
    collect() {
      for (const { source, state } of readHealth()) {
        for (const each of HEALTH_STATES) this.set({ source, state: each }, each === state ? 1 : 0);
      }
    },
  });
  const operationSeconds = new Histogram({
    name: `${PREFIX}operation_seconds`,
    help: 'How long GraphQL operations took, by whether their answer holds errors.',
    labelNames: ['errors'],
    buckets: SECONDS,
    registers,
  });
  const errors = new Counter({
    name: `${PREFIX}errors_total`,
    help: 'GraphQL errors by extensions.code.',
    labelNames: ['code'],
    registers,
  });

  return {
    noteRequest(message) {
      const { source, durationMs, attempts, cached } = message;
      const status = statusOf(message);
      let tally = tallies.get(source);
      if (!tally) {
        tally = { answers: new Map(), tries: 0 };
        tallies.set(source, tally);
      }
      tally.tries += attempts;
      const answers = tally.answers.get(status) ?? [0, 0];
      answers[cached ? 1 : 0] += 1;
      tally.answers.set(status, answers);
      requestSeconds.observe({ source }, durationMs / 1000);
    },
    noteCircuit: ({ source, state }) => circuitChanges.inc({ source, state }),
    noteProblem: ({ source, code }) => problems.inc({ source, code }),
    noteOperation({ durationMs, errorCodes }) {
      operationSeconds.observe({ errors: String(errorCodes.length > 0) }, durationMs / 1000);
      for (const code of errorCodes) errors.inc({ code });
    },
    read: () => registry.metrics(),
    snapshot: () => registry.getMetricsAsJSON(),
  };
}

/** A label's value: no upstream can make ever new ones. */
function statusOf({ status, aborted }: UpstreamRequestMessage): number | string {
  if (status === null) return aborted ? 'aborted' : 'none';
  return status >= 100 && status < 600 ? status : 'other';
}

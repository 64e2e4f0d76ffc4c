import type { Channel } from 'node:diagnostics_channel';
import { type OperationMessage, operations } from './operation-channel.ts';
import type { Register } from './register.ts';
import {
  type SourceProblemMessage,
  sourceProblems,
  type UpstreamCircuitMessage,
  type UpstreamRequestMessage,
  upstreamCircuits,
  upstreamRequests,
} from './upstream-channels.ts';

export interface SourceHealthReading {
  readonly source: string;
  readonly state: 'UP' | 'DEGRADED' | 'DOWN' | 'UNKNOWN';
}

/** What one process has counted; it may pass through JSON. */
export type MetricsSnapshot = readonly object[];

export interface Metrics {
  /** Of what is read. */
  readonly contentType: string;
  /** All that was counted since the start, in Prometheus' text format. */
  read(): Promise<string>;
  /** The same as plain data, for `sumMetrics`. */
  snapshot(): Promise<MetricsSnapshot>;
  /** Loads what counts; the first that is to be counted, or to be read, does too. Rejects where that can't be loaded. */
  warmUp(): Promise<void>;
  /** Listens no longer. */
  close(): void;
}

const CONTENT_TYPE = 'text/plain; version=0.0.4; charset=utf-8';

/**
 * Counts what the channels tell from now on; see {@link Register}, which is loaded when it is needed: prom-client would take a
 * sixth of the time until this process listens.
 * @param readHealth asked at each reading.
 */
export function createMetrics(readHealth: () => readonly SourceHealthReading[]): Metrics {
  let register: Register | null = null;
  let loading: Promise<Register> | null = null;
  const early: ((register: Register) => void)[] = [];
  const load = (): Promise<Register> => {
    loading ??= import('./register.ts').then(({ createRegister }) => {
      const made = createRegister(readHealth);
      for (const note of early.splice(0)) note(made);
      register = made;
      return made;
    });
    return loading;
  };
  const later = (note: (register: Register) => void): void => {
    early.push(note);
    // Whoever warms up, or reads, is told where it fails.
    load().catch(() => undefined);
  };

  const listen = <T>(channel: Channel, note: (to: Register, message: T) => void): (() => void) => {
    const listener = (told: unknown): void => {
      const message = told as T;
      if (register) note(register, message);
      else later((made) => note(made, message));
    };
    channel.subscribe(listener);
    return () => void channel.unsubscribe(listener);
  };
  const leave = [
    listen<UpstreamRequestMessage>(upstreamRequests, (to, message) => to.noteRequest(message)),
    listen<UpstreamCircuitMessage>(upstreamCircuits, (to, message) => to.noteCircuit(message)),
    listen<SourceProblemMessage>(sourceProblems, (to, message) => to.noteProblem(message)),
    listen<OperationMessage>(operations, (to, message) => to.noteOperation(message)),
  ];

  return {
    contentType: CONTENT_TYPE,
    read: async () => (await load()).read(),
    snapshot: async () => (await load()).snapshot(),
    async warmUp() {
      await load();
    },
    close() {
      for (const end of leave) end();
    },
  };
}

import { channel } from 'node:diagnostics_channel';
import type { UpstreamErrorCode, UpstreamProblem } from '../errors.ts';

/** A request to an upstream that ended. No path: it may hold ids of tasks and people. */
export interface UpstreamRequestMessage {
  readonly source: string;
  readonly method: string;
  /** Null where no answer came. */
  readonly status: number | null;
  /** Whether none came because whoever asked had gone. */
  readonly aborted: boolean;
  readonly durationMs: number;
  /** Tries that went out for it; 0 where it joined another request or failed before it was sent. */
  readonly attempts: number;
  /** Whether it joined another request in flight. */
  readonly cached: boolean;
}

/** A circuit that changed. */
export interface UpstreamCircuitMessage {
  readonly source: string;
  readonly state: 'closed' | 'open' | 'half-open';
  /** The failure that counted last. */
  readonly lastProblem: UpstreamProblem | null;
}

/** The health of an upstream, its circuit left aside, whose state or whose last problem's code has changed. */
export interface UpstreamHealthMessage {
  readonly source: string;
  readonly state: 'UP' | 'DEGRADED' | 'UNKNOWN';
  readonly lastProblem: UpstreamProblem | null;
}

/** A page of a list that lacks all or part of a source. */
export interface SourceProblemMessage {
  readonly source: string;
  readonly code: UpstreamErrorCode;
}

/** Tells each {@link UpstreamRequestMessage}. Costs nothing while nobody listens. */
export const upstreamRequests = channel('task-federation:upstream:request');
/** Tells each {@link UpstreamCircuitMessage}. */
export const upstreamCircuits = channel('task-federation:upstream:circuit');
/** Tells each {@link UpstreamHealthMessage}. */
export const upstreamHealth = channel('task-federation:upstream:health');
/** Tells each {@link SourceProblemMessage}. */
export const sourceProblems = channel('task-federation:source:problem');

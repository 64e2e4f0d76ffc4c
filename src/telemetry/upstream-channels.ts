import { channel } from 'node:diagnostics_channel';

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
}

/** Tells each {@link UpstreamRequestMessage}. Costs nothing while nobody listens. */
export const upstreamRequests = channel('task-federation:upstream:request');
/** Tells each {@link UpstreamCircuitMessage}. */
export const upstreamCircuits = channel('task-federation:upstream:circuit');

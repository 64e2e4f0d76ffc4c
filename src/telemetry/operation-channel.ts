import { channel } from 'node:diagnostics_channel';

/** A GraphQL operation that was answered. Neither its text nor its variables. */
export interface OperationMessage {
  /** As the client calls it; null where it has no name. */
  readonly name: string | null;
  readonly durationMs: number;
  /** `extensions.code` of its errors, as the client gets them. */
  readonly errorCodes: readonly string[];
}

/** Tells each {@link OperationMessage}. Costs nothing while nobody listens. */
export const operations = channel('task-federation:operation');

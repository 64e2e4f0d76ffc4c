import type { Plugin } from 'graphql-yoga';
import type { Logger } from '../telemetry/logger.ts';
import { type OperationMessage, operations } from '../telemetry/operation-channel.ts';

/** Tells of each operation on the channel and, as one line at level debug, in the log. */
export function observeOperations(logger: Logger): Plugin {
  const startedAt = new WeakMap<Request, number>();
  return {
    onParams({ request }) {
      if (operations.hasSubscribers || logger.isLevelEnabled('debug')) startedAt.set(request, performance.now());
    },
    // After masking, so that the codes are those that the client gets.
    onExecutionResult({ request, result, context }) {
      const start = startedAt.get(request);
      if (start === undefined) return;
      const found = result && 'errors' in result ? (result.errors ?? []) : [];
      const message: OperationMessage = {
        name: context.params.operationName ?? null,
        durationMs: performance.now() - start,
        errorCodes: found.map(({ extensions }) => String(extensions?.['code'] ?? 'none')),
      };
      operations.publish(message);
      const { name: operation, durationMs, errorCodes } = message;
      logger.debug({ operation, durationMs: Math.round(durationMs), errors: errorCodes }, 'operation');
    },
  };
}

import type { Plugin } from 'graphql-yoga';
import type { Logger } from '../telemetry/logger.ts';

/** One line for each operation at level debug: its name, milliseconds and the codes of its errors. Neither its text nor its variables. */
export function logOperations(logger: Logger): Plugin {
  const startedAt = new WeakMap<Request, number>();
  return {
    onParams({ request }) {
      if (logger.isLevelEnabled('debug')) startedAt.set(request, performance.now());
    },
    // After masking, so that the codes are those that the client gets.
    onExecutionResult({ request, result, context }) {
      const start = startedAt.get(request);
      if (start === undefined) return;
      const errors =
        result && 'errors' in result ? result.errors?.map(({ extensions }) => extensions?.['code']) : undefined;
      const { operationName: operation = null } = context.params;
      logger.debug({ operation, durationMs: Math.round(performance.now() - start), errors }, 'operation');
    },
  };
}

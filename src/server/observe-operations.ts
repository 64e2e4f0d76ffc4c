import { isAsyncIterable, type Plugin } from 'graphql-yoga';
import type { Logger } from '../telemetry/logger.ts';
import { type OperationMessage, operations } from '../telemetry/operation-channel.ts';

/** An answer, or a part of one. */
interface Part {
  readonly errors?: readonly { readonly extensions?: Readonly<Record<string, unknown>> | undefined }[];
  readonly incremental?: readonly Pick<Part, 'errors'>[];
}

/** Tells of each operation on the channel and, as one line at level debug, in the log. */
export function observeOperations(logger: Logger): Plugin {
  const startedAt = new WeakMap<Request, number>();
  return {
    onParams({ request }) {
      if (operations.hasSubscribers || logger.isLevelEnabled('debug')) startedAt.set(request, performance.now());
    },
    // After masking, so that the codes are those that the client gets.
    onExecutionResult({ request, result, setResult, context }) {
      const start = startedAt.get(request);
      if (start === undefined) return;
      const tell = (errorCodes: readonly string[]): void => {
        const name = context.params.operationName ?? null;
        const durationMs = performance.now() - start;
        operations.publish({ name, durationMs, errorCodes } satisfies OperationMessage);
        logger.debug({ operation: name, durationMs: Math.round(durationMs), errors: errorCodes }, 'operation');
      };
      if (isAsyncIterable(result)) setResult(toTheEnd(result, tell));
      else tell(result && !Array.isArray(result) ? codesOf(result) : []);
    },
  };
}

/** An answer in parts: told of once the last one is out, or the client has gone. */
async function* toTheEnd<T extends Part>(
  parts: AsyncIterable<T>,
  tell: (errorCodes: readonly string[]) => void,
): AsyncGenerator<T, void> {
  const codes: string[] = [];
  try {
    for await (const part of parts) {
      codes.push(...codesOf(part), ...(part.incremental ?? []).flatMap(codesOf));
      yield part;
    }
  } finally {
    tell(codes);
  }
}

function codesOf({ errors = [] }: Pick<Part, 'errors'>): readonly string[] {
  return errors.map(({ extensions }) => String(extensions?.['code'] ?? 'none'));
}

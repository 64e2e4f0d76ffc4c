import { isAsyncIterable, type Plugin } from 'graphql-yoga';
import type { Logger } from '../telemetry/logger.ts';
import { type OperationMessage, operations } from '../telemetry/operation-channel.ts';

/** An answer, or a part of one. */
interface Part {
  readonly errors?: readonly { readonly extensions?: Readonly<Record<string, unknown>> | undefined }[];
  readonly incremental?: readonly Pick<Part, 'errors'>[];
}

/** Tells of each operation on the channel and, as one line at level debug, in the log. */
export interface OperationObserver {
  /** Observes what Yoga answers. */
  readonly plugin: Plugin;
  /** An operation begins here that may then be handed to Yoga, as the same request. */
  begin(request: object): void;
  /** It was answered, not by Yoga. */
  end(request: object, name: string | null | undefined, errorCodes: readonly string[]): void;
}

export function observeOperations(logger: Logger): OperationObserver {
  const startedAt = new WeakMap<object, number>();
  const begin = (request: object): void => {
    if (startedAt.has(request) || !(operations.hasSubscribers || logger.isLevelEnabled('debug'))) return;
    startedAt.set(request, performance.now());
  };
  const end: OperationObserver['end'] = (request, name = null, errorCodes) => {
    const start = startedAt.get(request);
    if (start === undefined) return;
    const durationMs = performance.now() - start;
    operations.publish({ name, durationMs, errorCodes } satisfies OperationMessage);
    logger.debug({ operation: name, durationMs: Math.round(durationMs), errors: errorCodes }, 'operation');
  };
  return {
    begin,
    end,
    plugin: {
      onParams({ request }) {
        begin(request);
      },
      // After masking, so that the codes are those that the client gets.
      onExecutionResult({ request, result, setResult, context }) {
        if (!startedAt.has(request)) return;
        const tell = (errorCodes: readonly string[]): void => end(request, context.params.operationName, errorCodes);
        if (isAsyncIterable(result)) setResult(toTheEnd(result, tell));
        else tell(result && !Array.isArray(result) ? codesOf(result) : []);
      },
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

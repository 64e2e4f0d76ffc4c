import type { Plugin } from 'graphql-yoga';
import type { Logger } from '../telemetry/logger.ts';
import { type OperationMessage, operations } from '../telemetry/operation-channel.ts';
import { isAsyncIterable } from './async-iterable.ts';

/** An answer, or a part of one. */
interface Part {
  readonly errors?: readonly { readonly extensions?: Readonly<Record<string, unknown>> | undefined }[];
  readonly incremental?: readonly Pick<Part, 'errors'>[];
}

/** A part of Yoga's context. */
interface Started {
  startedAt?: number | undefined;
}

/** Tells of each operation on the channel and, as one line at level debug, in the log. */
export interface OperationObserver {
  /** Observes what Yoga answers. */
  readonly plugin: Plugin;
  /** An operation begins. Given to Yoga in its server context, as `startedAt`, where that goes on with it. Undefined while nobody listens. */
  begin(): number | undefined;
  /** It was answered, not by Yoga. */
  end(startedAt: number | undefined, name: string | null | undefined, errorCodes: readonly string[]): void;
}

export function observeOperations(logger: Logger): OperationObserver {
  const begin = (): number | undefined =>
    operations.hasSubscribers || logger.isLevelEnabled('debug') ? performance.now() : undefined;
  const end: OperationObserver['end'] = (startedAt, name = null, errorCodes) => {
    if (startedAt === undefined) return;
    const durationMs = performance.now() - startedAt;
    operations.publish({ name, durationMs, errorCodes } satisfies OperationMessage);
    logger.debug({ operation: name, durationMs: Math.round(durationMs), errors: errorCodes }, 'operation');
  };
  return {
    begin,
    end,
    plugin: {
      onParams({ context }) {
        (context as Started).startedAt ??= begin();
      },
      // After masking, so that the codes are those that the client gets.
      onExecutionResult({ result, setResult, context, request }) {
        const { startedAt } = context as Started;
        if (startedAt === undefined) return;
        // A plugin that answers in Yoga's place leaves no params there.
        const tell = (errorCodes: readonly string[]): void => end(startedAt, context.params?.operationName, errorCodes);
        if (isAsyncIterable(result)) setResult(toTheEnd(result, request.signal, tell));
        else tell(result && !Array.isArray(result) ? codesOf(result) : []);
      },
    },
  };
}

/** An answer in parts: told of once the last one is out, or the client has gone, whether or not a part was ever asked for. */
function toTheEnd<T extends Part>(
  parts: AsyncIterable<T>,
  gone: AbortSignal,
  tell: (errorCodes: readonly string[]) => void,
): AsyncIterable<T> {
  const codes: string[] = [];
  let isTold = false;
  const end = (): void => {
    if (isTold) return;
    isTold = true;
    gone.removeEventListener('abort', end);
    tell(codes);
  };
  if (gone.aborted) end();
  else gone.addEventListener('abort', end);
  return untilEnd(parts, codes, end);
}

async function* untilEnd<T extends Part>(
  parts: AsyncIterable<T>,
  codes: string[],
  end: () => void,
): AsyncGenerator<T, void> {
  try {
    for await (const part of parts) {
      codes.push(...codesOf(part), ...(part.incremental ?? []).flatMap(codesOf));
      yield part;
    }
  } finally {
    end();
  }
}

function codesOf({ errors = [] }: Pick<Part, 'errors'>): readonly string[] {
  return errors.map(({ extensions }) => String(extensions?.['code'] ?? 'none'));
}

import { type DestinationStream, destination, type Logger, pino } from 'pino';

export const LOG_LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const;

export type LogLevel = (typeof LOG_LEVELS)[number];
export type { Logger };

/** Standard error, written at once: standard output is for the line that tells the URL, and the last words of a process must not be lost. */
const STANDARD_ERROR = 2;

/** One JSON object a line. Of an error its name, message, code and stack go out, and nothing that a library hung on it. */
export function createLogger(
  level: LogLevel,
  stream: DestinationStream = destination({ dest: STANDARD_ERROR, sync: true }),
): Logger {
  return pino(
    { level, base: null, timestamp: pino.stdTimeFunctions.isoTime, serializers: { err: describeError } },
    stream,
  );
}

/** Bounded against causes that go round. */
const MAX_CAUSES = 5;

function describeError(error: unknown, depth = 0): unknown {
  if (!(error instanceof Error)) return { type: typeof error };
  return {
    type: error.name,
    message: error.message,
    ...('code' in error ? { code: String(error.code) } : {}),
    stack: error.stack,
    ...(error.cause === undefined || depth >= MAX_CAUSES ? {} : { cause: describeError(error.cause, depth + 1) }),
  };
}

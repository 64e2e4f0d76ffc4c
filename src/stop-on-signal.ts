import type { Logger } from './telemetry/logger.ts';

export const EXIT_FAILED = 1;

/** Under npm a terminal's Ctrl-C comes twice, by itself and passed on: within this time it is one signal, not a second. */
const SAME_SIGNAL_MS = 500;

/** How often to look whether npm's shell is still there. */
const PARENT_CHECK_MS = 250;

/**
 * The first signal finishes what is in flight and exits with 0; another one exits at once.
 * @returns ends the process in the same way for another reason, with 1.
 */
export function stopOnSignal(
  stop: () => Promise<void>,
  endsWithParent: boolean,
  logger: Logger,
): (reason: string) => void {
  let stoppingSince: number | null = null;
  const begin = (reason: string, exitCode: number): void => {
    stoppingSince = performance.now();
    logger.info({ reason }, 'stopping');
    stop().then(
      () => process.exit(exitCode),
      (error: unknown) => {
        logger.fatal({ err: error }, 'stopping failed');
        process.exit(EXIT_FAILED);
      },
    );
  };
  const onSignal = (signal: NodeJS.Signals): void => {
    if (stoppingSince === null) begin(signal, 0);
    else if (performance.now() - stoppingSince > SAME_SIGNAL_MS) process.exit(EXIT_FAILED);
  };
  process.on('SIGTERM', onSignal);
  process.on('SIGINT', onSignal);

  if (endsWithParent) {
    const parent = process.ppid;
    setInterval(() => {
      if (process.ppid !== parent && stoppingSince === null) begin('the parent process has ended', 0);
    }, PARENT_CHECK_MS).unref();
  }
  return (reason) => {
    if (stoppingSince === null) begin(reason, EXIT_FAILED);
  };
}

import type { UpstreamErrorCode, UpstreamProblem } from '../errors.ts';
import type { Logger } from './logger.ts';
import {
  type UpstreamCircuitMessage,
  type UpstreamHealthMessage,
  upstreamCircuits,
  upstreamHealth,
} from './upstream-channels.ts';

/** A source that fails now and then is in one trouble, not in as many as it has failures. */
const SETTLED_MS = 30_000;

/** What the log knows of a source that is not, or not for long, fine again. */
interface Trouble {
  readonly told: Set<UpstreamErrorCode>;
  settling: NodeJS.Timeout | undefined;
}

/**
 * Logs how the sources fare, not each failure: one line where a source gets into trouble and for each other code that it fails with
 * meanwhile, one when it has been fine for long enough; one where its circuit opens and one where that closes.
 * @returns what ends it.
 */
export function logUpstreams(logger: Logger): () => void {
  const troubles = new Map<string, Trouble>();
  const open = new Set<string>();

  const onHealth = (message: unknown): void => {
    const { source, state, lastProblem } = message as UpstreamHealthMessage;
    const trouble = troubles.get(source) ?? { told: new Set(), settling: undefined };
    if (state === 'DEGRADED' && lastProblem) {
      clearTimeout(trouble.settling);
      troubles.set(source, trouble);
      if (trouble.told.has(lastProblem.code)) return;
      trouble.told.add(lastProblem.code);
      const isRefused = lastProblem.code === 'UNAUTHENTICATED';
      logger.warn(lineOf(source, lastProblem), isRefused ? 'a source refuses its credential' : 'a source fails');
    } else if (state === 'UP' && troubles.has(source)) {
      clearTimeout(trouble.settling);
      trouble.settling = setTimeout(() => {
        troubles.delete(source);
        logger.info(lineOf(source, lastProblem), 'a source is fine again');
      }, SETTLED_MS).unref();
    }
  };

  const onCircuit = (message: unknown): void => {
    const { source, state, lastProblem } = message as UpstreamCircuitMessage;
    if (state === 'open' && !open.has(source)) {
      open.add(source);
      logger.warn(lineOf(source, lastProblem), 'a circuit opens: its source is left alone');
    } else if (state === 'closed' && open.delete(source)) {
      logger.info(lineOf(source, lastProblem), 'a circuit closes');
    }
  };

  upstreamHealth.subscribe(onHealth);
  upstreamCircuits.subscribe(onCircuit);
  return () => {
    upstreamHealth.unsubscribe(onHealth);
    upstreamCircuits.unsubscribe(onCircuit);
    for (const { settling } of troubles.values()) clearTimeout(settling);
  };
}

/** A problem's words are fit to be shown. */
function lineOf(source: string, problem: UpstreamProblem | null): object {
  return { source, code: problem?.code, problem: problem?.message };
}

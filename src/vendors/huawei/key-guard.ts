import { upstreamError } from '../../errors.ts';
import { waitFor } from '../../http/credential.ts';
import type { HttpResponse, Interceptor } from '../../http/exchange.ts';
import { Scope } from '../../http/leave.ts';
import type { ProcessTurns } from '../../http/process-turns.ts';

/** As long as the gateway locks a key that was refused more than five times in a row: one refusal in that time never adds up. */
const STOP_MS = 5 * 60_000;

/**
 * Keeps an access key from being locked, which would lock it for everybody who uses it. Until the gateway has accepted one of its
 * signatures, requests go one at a time; a refusal stops the key for five minutes, in which requests fail at once. One guard
 * serves every source with the key.
 * @see https://support.huaweicloud.com/intl/en-us/apig_faq/apig-faq-0003.html
 * @param now milliseconds on a clock that does not jump.
 * @param turns of the key, where other processes use it too: what holds for requests holds over all of them.
 */
export function createKeyGuard(now: () => number = () => performance.now(), turns?: ProcessTurns): Interceptor {
  let isProven = false;
  let stoppedUntil = Number.NEGATIVE_INFINITY;
  let alone: Promise<void> | null = null;

  const stop = (milliseconds: number): void => {
    isProven = false;
    stoppedUntil = now() + milliseconds;
  };
  turns?.onStop(stop);
  const throwIfStopped = (): void => {
    const stoppedMs = Math.ceil(stoppedUntil - now());
    if (stoppedMs <= 0) return;
    throw upstreamError('UNAUTHENTICATED', 'The access key was refused; it is not used again for five minutes.', {
      retryAfterMs: stoppedMs,
    });
  };

  const judged = async (sent: Promise<HttpResponse>): Promise<HttpResponse> => {
    const response = await sent;
    if (response.status === 401) {
      stop(STOP_MS);
      turns?.stop(STOP_MS);
    } else if (response.status < 300) {
      // Another answer may come from before the signature is looked at. One that was sent before a refusal proves nothing either.
      isProven = now() >= stoppedUntil;
    }
    return response;
  };

  const inTurn = async (send: () => Promise<HttpResponse>): Promise<HttpResponse> => {
    if (!turns) return send();
    const stoppedMs = await turns.take();
    if (stoppedMs > 0) {
      stop(stoppedMs);
      throwIfStopped();
    }
    try {
      return await send();
    } finally {
      turns.end();
    }
  };

  return (next) => async (request, call) => {
    for (;;) {
      throwIfStopped();
      if (isProven || alone === null) break;
      await waitFor(alone, call.signal);
    }
    if (isProven) return judged(next(request, call));
    // No caller's leaving ends it: how the gateway took the signature must be known before the next one is sent.
    const lone = { signal: new Scope(), deadlineAt: call.deadlineAt, onTry: () => call.onTry?.() };
    const sent = inTurn(() => judged(next(request, lone)));
    const settled = (): void => {
      alone = null;
    };
    alone = sent.then(settled, settled);
    return waitFor(sent, call.signal);
  };
}

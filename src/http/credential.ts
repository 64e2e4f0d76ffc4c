import { UpstreamError, type UpstreamProblem } from '../errors.ts';
import type { Call, HttpRequest } from './exchange.ts';
import { type Leave, Scope } from './leave.ts';

/** The right to send requests, as held at one moment: signs each of them. */
export interface Grant {
  sign(request: HttpRequest): HttpRequest;
}

/** How a source proves who it is. Lives as long as the source. */
export interface Credential {
  /** The grant that is in hand and may be used; null where it is to be waited for. */
  held(): Grant | null;
  /** Resolves once signed in; rejects with UpstreamError where the sign-in fails, or with the reason of the call's signal. */
  grant(call: Call): Promise<Grant>;
  /** The upstream refused this grant. True where asking again gives another one. */
  refuse(grant: Grant): boolean;
  /** Ends the session upstream, where there is one, and what connections are its own. Never rejects. */
  close(): Promise<void>;
}

/** A ready token or key that can't be renewed: a refusal stands. */
export function createFixedCredential(sign: Grant['sign']): Credential {
  const grant: Grant = { sign };
  return {
    held: () => grant,
    grant: async () => grant,
    refuse: () => false,
    close: async () => undefined,
  };
}

export interface Session {
  readonly grant: Grant;
  /** Milliseconds that it is good for from its start, where the upstream tells. */
  readonly lifetimeMs: number | null;
  /** Ends it upstream. */
  readonly signOut?: () => Promise<unknown>;
}

/** Renewed this much of its life before its end, so that no request is sent with a grant that ends under way. */
const RENEW_AT = 0.9;

/** A call of the source's own, which no caller's leaving ends: for signing in and out. */
export function ownCall(deadlineMs: number): Call {
  return { signal: new Scope(), deadlineAt: performance.now() + deadlineMs };
}

/** Directories lock a user after a few refusals in a row: the wait after the first, doubled with each that follows. */
const AFTER_REFUSAL_MS = 30_000;
/** The wait after another failure, as long as the session in use is still good. */
const AFTER_FAILURE_MS = 1_000;
const LONGEST_WAIT_MS = 300_000;

/** A sign-in that failed. */
interface Setback {
  readonly error: UpstreamError;
  readonly count: number;
  readonly until: number;
  /** No sign-in is tried before, whoever needs it: it was refused, or the upstream asked to wait. */
  readonly stands: boolean;
}

/**
 * A credential that signs in when first needed and again when its session has ended or was refused.
 * However many wait, one sign-in is under way; it belongs to the source, so no caller's leaving ends it.
 * One that is refused is told to all who wait; until its back-off is over, requests fail at once with the same problem and the
 * time that is left of it. One that fails otherwise is tried again by the next request: the circuit breaker judges how often.
 * A session that is still good is used meanwhile.
 * @param signIn makes a session; it bounds its own time.
 * @param now milliseconds on any clock that does not jump.
 * @param isRefusal which failures the next sign-in would meet too.
 */
export function createSessionCredential(
  signIn: () => Promise<Session>,
  now: () => number = () => performance.now(),
  isRefusal: (problem: UpstreamProblem) => boolean = isRefusedCredential,
): Credential {
  let current: { readonly session: Session; readonly renewAt: number; readonly endsAt: number } | null = null;
  let pending: Promise<Session> | null = null;
  let setback: Setback | null = null;
  let closed = false;

  const start = (): Promise<Session> => {
    const startedAt = now();
    const started = signIn().then(
      async (session) => {
        pending = null;
        setback = null;
        if (closed) {
          await session.signOut?.();
        } else {
          const lifetimeMs = session.lifetimeMs ?? Number.POSITIVE_INFINITY;
          current = { session, renewAt: startedAt + lifetimeMs * RENEW_AT, endsAt: startedAt + lifetimeMs };
        }
        return session;
      },
      (error: unknown) => {
        pending = null;
        if (error instanceof UpstreamError) {
          setback = setbackOf(error, isRefusal(error.problem), (setback?.count ?? 0) + 1, now());
        }
        throw error;
      },
    );
    // Every waiter may have left by the time it fails: the failure is theirs to see, not the process's to die of.
    started.catch(() => undefined);
    pending = started;
    return started;
  };

  const renewed = async (held: typeof current, call: Call): Promise<Grant> => {
    const isGood = (): boolean => held !== null && held === current && now() < held.endsAt;
    if (!pending && setback && now() < setback.until) {
      if (held && isGood()) return held.session.grant;
      if (setback.stands) {
        const retryAfterMs = Math.ceil(setback.until - now());
        throw new UpstreamError({ ...setback.error.problem, retryAfterMs }, { cause: setback.error });
      }
    }
    try {
      return (await waitFor(pending ?? start(), call.signal)).grant;
    } catch (error) {
      if (call.signal.aborted || !held || !isGood()) throw error;
      return held.session.grant;
    }
  };

  const held = (): Grant | null => (current && now() < current.renewAt ? current.session.grant : null);

  return {
    held,
    grant: async (call) => held() ?? renewed(current, call),
    refuse(grant) {
      if (current?.session.grant === grant) current = null;
      return true;
    },
    async close() {
      closed = true;
      await pending?.catch(() => undefined);
      const ended = current;
      current = null;
      await ended?.session.signOut?.().catch(() => undefined);
    },
  };
}

function setbackOf(error: UpstreamError, isRefused: boolean, count: number, at: number): Setback {
  const { retryAfterMs } = error.problem;
  const grownMs = (isRefused ? AFTER_REFUSAL_MS : AFTER_FAILURE_MS) * 2 ** (count - 1);
  const waitMs = isRefused || retryAfterMs === null ? Math.min(LONGEST_WAIT_MS, grownMs) : 0;
  return { error, count, until: at + Math.max(waitMs, retryAfterMs ?? 0), stands: isRefused || retryAfterMs !== null };
}

/** Whether a sign-in failed for who asked, not for when. */
export function isRefusedCredential({ code }: UpstreamProblem): boolean {
  return code === 'UNAUTHENTICATED' || code === 'FORBIDDEN';
}

/** Waits until the signal says otherwise; what is waited for goes on. */
export async function waitFor<T>(promise: Promise<T>, signal: Leave): Promise<T> {
  signal.throwIfAborted();
  let leave = (): void => undefined;
  const left = new Promise<never>((_resolve, reject) => {
    leave = () => reject(signal.reason);
    signal.addEventListener('abort', leave, { once: true });
  });
  try {
    return await Promise.race([promise, left]);
  } finally {
    signal.removeEventListener('abort', leave);
  }
}

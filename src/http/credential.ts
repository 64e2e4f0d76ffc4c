import { upstreamError } from '../errors.ts';
import type { Call, HttpRequest } from './exchange.ts';

/** The right to send requests, as held at one moment: signs each of them. */
export interface Grant {
  sign(request: HttpRequest): HttpRequest;
}

/** How a source proves who it is. Lives as long as the source. */
export interface Credential {
  /** Resolves once signed in; rejects with UpstreamError where the sign-in fails, or when the caller leaves or its time is up. */
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
  return { signal: new AbortController().signal, deadlineAt: performance.now() + deadlineMs };
}

/**
 * A credential that signs in when first needed and again when its session has ended or was refused.
 * However many wait, one sign-in is under way; it belongs to the source, so no caller's leaving ends it.
 * @param signIn makes a session; it bounds its own time.
 * @param now milliseconds on any clock that does not jump.
 */
export function createSessionCredential(
  signIn: () => Promise<Session>,
  now: () => number = () => performance.now(),
): Credential {
  let current: { readonly session: Session; readonly renewAt: number } | null = null;
  let pending: Promise<Session> | null = null;
  let closed = false;

  const start = (): Promise<Session> => {
    const startedAt = now();
    const started = signIn().then(
      async (session) => {
        pending = null;
        if (closed) {
          await session.signOut?.();
        } else {
          current = {
            session,
            renewAt: session.lifetimeMs === null ? Number.POSITIVE_INFINITY : startedAt + session.lifetimeMs * RENEW_AT,
          };
        }
        return session;
      },
      (error: unknown) => {
        pending = null;
        throw error;
      },
    );
    // Every waiter may have left by the time it fails: the failure is theirs to see, not the process's to die of.
    started.catch(() => undefined);
    pending = started;
    return started;
  };

  return {
    async grant(call) {
      if (current && now() < current.renewAt) return current.session.grant;
      return (await waitFor(pending ?? start(), call)).grant;
    },
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

/** Waits no longer than the call allows; what is waited for goes on. */
async function waitFor<T>(promise: Promise<T>, call: Call): Promise<T> {
  call.signal.throwIfAborted();
  let stop = (): void => undefined;
  const left = new Promise<never>((_resolve, reject) => {
    const onAbort = (): void => reject(call.signal.reason);
    call.signal.addEventListener('abort', onAbort, { once: true });
    const timer =
      call.deadlineAt === Number.POSITIVE_INFINITY
        ? undefined
        : setTimeout(
            () => reject(upstreamError('TIMEOUT', 'The upstream did not complete the sign-in in time.')),
            Math.max(0, Math.ceil(call.deadlineAt - performance.now())),
          );
    stop = () => {
      call.signal.removeEventListener('abort', onAbort);
      clearTimeout(timer);
    };
  });
  try {
    return await Promise.race([promise, left]);
  } finally {
    stop();
  }
}

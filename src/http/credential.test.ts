import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { upstreamError } from '../errors.ts';
import { createManualClock } from '../simulation/clock.ts';
import { createSessionCredential, ownCall, type Session } from './credential.ts';
import type { Call, HttpRequest } from './exchange.ts';

const REQUEST: HttpRequest = { method: 'GET', path: '/', headers: {}, safe: true };

interface Desk {
  readonly signIn: () => Promise<Session>;
  readonly signIns: () => number;
  readonly signOuts: () => readonly number[];
  /** Lets the sign-in under way go on; without a call it waits. */
  readonly answer: (failure?: Error) => Promise<void>;
}

/** A sign-in that a test answers when it likes; the nth grant marks requests with n. */
function createDesk(lifetimeMs: number | null): Desk {
  const waiting: ((failure?: Error) => void)[] = [];
  const signOuts: number[] = [];
  let signIns = 0;
  return {
    signIns: () => signIns,
    signOuts: () => signOuts,
    async answer(failure) {
      waiting.shift()?.(failure);
      await sleep(0);
    },
    signIn: async () => {
      signIns += 1;
      const index = signIns;
      await new Promise<void>((resolve, reject) => {
        waiting.push((failure) => (failure ? reject(failure) : resolve()));
      });
      return {
        grant: { sign: (request) => ({ ...request, headers: { token: String(index) } }) },
        lifetimeMs,
        signOut: async () => signOuts.push(index),
      };
    },
  };
}

const tokenOf = async (grant: Promise<{ sign(request: HttpRequest): HttpRequest }>): Promise<string | undefined> =>
  (await grant).sign(REQUEST).headers['token'];

function callWith(signal: AbortSignal, milliseconds = Number.POSITIVE_INFINITY): Call {
  return { signal, deadlineAt: performance.now() + milliseconds };
}

describe('a credential that signs in', () => {
  test('does so once, however many wait', async () => {
    const desk = createDesk(null);
    const credential = createSessionCredential(desk.signIn);
    const grants = Array.from({ length: 20 }, () => tokenOf(credential.grant(ownCall(1000))));
    await desk.answer();
    expect(await Promise.all(grants)).toEqual(grants.map(() => '1'));
    expect(await tokenOf(credential.grant(ownCall(1000)))).toBe('1');
    expect(desk.signIns()).toBe(1);
  });

  test('renews before the end of a life that is known, and not sooner', async () => {
    const desk = createDesk(1000);
    const clock = createManualClock(0);
    const credential = createSessionCredential(desk.signIn, clock.now);
    const first = tokenOf(credential.grant(ownCall(1000)));
    await desk.answer();
    expect(await first).toBe('1');
    clock.advance(899);
    expect(await tokenOf(credential.grant(ownCall(1000)))).toBe('1');
    clock.advance(1);
    const second = tokenOf(credential.grant(ownCall(1000)));
    await desk.answer();
    expect(await second).toBe('2');
  });

  test('signs in anew once for all whose grant was refused', async () => {
    const desk = createDesk(null);
    const credential = createSessionCredential(desk.signIn);
    const first = credential.grant(ownCall(1000));
    await desk.answer();
    const refused = await first;
    expect([credential.refuse(refused), credential.refuse(refused)]).toEqual([true, true]);
    const second = [tokenOf(credential.grant(ownCall(1000))), tokenOf(credential.grant(ownCall(1000)))];
    await desk.answer();
    expect(await Promise.all(second)).toEqual(['2', '2']);
    credential.refuse(refused);
    expect(await tokenOf(credential.grant(ownCall(1000)))).toBe('2');
  });

  test('goes on signing in for the others when one waiter leaves or its time is up', async () => {
    const desk = createDesk(null);
    const credential = createSessionCredential(desk.signIn);
    const leaving = new AbortController();
    const left = credential.grant(callWith(leaving.signal));
    const late = credential.grant(callWith(new AbortController().signal, 20));
    const stays = tokenOf(credential.grant(ownCall(5000)));
    leaving.abort(new Error('gone'));
    await expect(left).rejects.toThrow('gone');
    await expect(late).rejects.toMatchObject({ problem: { code: 'TIMEOUT' } });
    await desk.answer();
    expect(await stays).toBe('1');
    expect(desk.signIns()).toBe(1);
  });

  test('tells a failure to all who wait, and tries again for the next', async () => {
    const desk = createDesk(null);
    const credential = createSessionCredential(desk.signIn);
    const waiters = [credential.grant(ownCall(1000)), credential.grant(ownCall(1000))];
    const settled = Promise.allSettled(waiters);
    await desk.answer(upstreamError('UNAUTHENTICATED', 'no'));
    expect((await settled).map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    const next = tokenOf(credential.grant(ownCall(1000)));
    await desk.answer();
    expect(await next).toBe('2');
  });

  test('signs out at its close, also of a session that comes in after it', async () => {
    const desk = createDesk(null);
    const signedIn = createSessionCredential(desk.signIn);
    const grant = signedIn.grant(ownCall(1000));
    await desk.answer();
    await grant;
    await signedIn.close();
    expect(desk.signOuts()).toEqual([1]);

    const signingIn = createSessionCredential(desk.signIn);
    const late = signingIn.grant(ownCall(1000));
    const closed = signingIn.close();
    await desk.answer();
    await late;
    await closed;
    expect(desk.signOuts()).toEqual([1, 2]);
  });
});

import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { createManualClock } from '../../test/support/manual-clock.ts';
import { upstreamError } from '../errors.ts';
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

const callWith = (signal: AbortSignal): Call => ({ signal, deadlineAt: Number.POSITIVE_INFINITY });

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

  test('goes on signing in for the others when one waiter leaves, and for the next when all have left', async () => {
    const desk = createDesk(null);
    const credential = createSessionCredential(desk.signIn);
    const leaving = new AbortController();
    const left = [credential.grant(callWith(leaving.signal)), credential.grant(callWith(leaving.signal))];
    leaving.abort(new Error('gone'));
    for (const grant of left) await expect(grant).rejects.toThrow('gone');
    const stays = tokenOf(credential.grant(ownCall(5000)));
    await desk.answer();
    expect(await stays).toBe('1');
    expect(desk.signIns()).toBe(1);
    await credential.close();
    expect(desk.signOuts()).toEqual([1]);
  });

  test('tells a refusal to all who wait and to whoever comes before its back-off is over, which grows', async () => {
    const desk = createDesk(null);
    const clock = createManualClock(0);
    const credential = createSessionCredential(desk.signIn, clock.now);
    const refuse = async (): Promise<void> => {
      const settled = Promise.allSettled([credential.grant(ownCall(1000)), credential.grant(ownCall(1000))]);
      await desk.answer(upstreamError('UNAUTHENTICATED', 'no', { httpStatus: 401 }));
      expect((await settled).map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    };
    const expectWait = async (retryAfterMs: number): Promise<void> => {
      await expect(credential.grant(ownCall(1000))).rejects.toMatchObject({
        problem: { code: 'UNAUTHENTICATED', message: 'no', httpStatus: 401, retryAfterMs },
      });
    };
    await refuse();
    await expectWait(30_000);
    clock.advance(29_999);
    await expectWait(1);
    expect(desk.signIns()).toBe(1);
    clock.advance(1);
    await refuse();
    await expectWait(60_000);
    clock.advance(60_000);
    const next = tokenOf(credential.grant(ownCall(1000)));
    await desk.answer();
    expect(await next).toBe('3');
  });

  test('waits as long as the upstream asks, and not at all after a failure that may have passed', async () => {
    const desk = createDesk(null);
    const clock = createManualClock(0);
    const credential = createSessionCredential(desk.signIn, clock.now);
    const fail = async (error: Error): Promise<void> => {
      const failed = credential.grant(ownCall(1000)).catch(() => 'failed');
      await desk.answer(error);
      expect(await failed).toBe('failed');
    };
    await fail(upstreamError('TIMEOUT', 'silent'));
    await fail(upstreamError('UNAVAILABLE', 'away', { httpStatus: 503 }));
    await fail(upstreamError('UNAVAILABLE', 'later', { httpStatus: 503, retryAfterMs: 7000 }));
    expect(desk.signIns()).toBe(3);
    await expect(credential.grant(ownCall(1000))).rejects.toMatchObject({
      problem: { code: 'UNAVAILABLE', retryAfterMs: 7000 },
    });
  });

  test('uses a session until its very end where it can not be renewed', async () => {
    const desk = createDesk(1000);
    const clock = createManualClock(0);
    const credential = createSessionCredential(desk.signIn, clock.now);
    const first = credential.grant(ownCall(1000));
    await desk.answer();
    await first;
    clock.advance(950);
    const renewing = tokenOf(credential.grant(ownCall(1000)));
    await desk.answer(upstreamError('UNAVAILABLE', 'away', { httpStatus: 503 }));
    expect(await renewing).toBe('1');
    expect(await tokenOf(credential.grant(ownCall(1000)))).toBe('1');
    expect(desk.signIns()).toBe(2);
    clock.advance(50);
    const next = tokenOf(credential.grant(ownCall(1000)));
    await desk.answer();
    expect(await next).toBe('3');
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

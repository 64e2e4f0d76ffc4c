import { describe, expect, it } from 'vitest';
import { upstreamError, upstreamProblem } from '../../errors.ts';
import { ownCall } from '../credential.ts';
import type { Exchange, HttpRequest } from '../exchange.ts';
import { OwnWaitError } from '../own-wait.ts';
import { createHealthMonitor } from './health.ts';

const REQUEST: HttpRequest = { method: 'GET', path: '/', headers: {}, safe: true };

function watched(isNeutral?: () => boolean) {
  let clock = 1000;
  let answer: Awaited<ReturnType<Exchange>> | Error = { status: 200, headers: {}, body: Buffer.alloc(0) };
  const monitor = createHealthMonitor(isNeutral, () => clock);
  const exchange = monitor.interceptor(async () => {
    if (answer instanceof Error) throw answer;
    return answer;
  });
  return {
    monitor,
    async see(status: number | Error): Promise<void> {
      clock += 1;
      answer = status instanceof Error ? status : { status, headers: {}, body: Buffer.alloc(0) };
      await exchange(REQUEST, ownCall(1000)).catch(() => undefined);
    },
  };
}

describe('health', () => {
  it('is unknown until something was asked', () => {
    expect(watched().monitor.read()).toEqual({ state: 'UNKNOWN', since: null, lastProblem: null });
  });

  it.each([
    [301, 'INVALID_RESPONSE'],
    [401, 'UNAUTHENTICATED'],
    [403, 'FORBIDDEN'],
    [408, 'TIMEOUT'],
    [429, 'RATE_LIMITED'],
    [500, 'UNAVAILABLE'],
    [503, 'UNAVAILABLE'],
  ])('suffers from %i', async (status, code) => {
    const { monitor, see } = watched();
    await see(status);
    expect(monitor.read()).toMatchObject({ state: 'DEGRADED', since: 1001, lastProblem: { code, httpStatus: status } });
  });

  it('suffers from a good answer that turns out to be none, and recovers as from any other', async () => {
    const { monitor, see } = watched();
    await see(200);
    monitor.onInvalid(upstreamProblem('INVALID_RESPONSE', 'odd'));
    expect(monitor.read()).toMatchObject({ state: 'DEGRADED', lastProblem: { message: 'odd' } });
    for (let answers = 0; answers < 10; answers += 1) await see(200);
    expect(monitor.read()).toMatchObject({ state: 'UP', lastProblem: { message: 'odd' } });
  });

  it.each([200, 204, 400, 404, 409])('is well with %i, which tells of what was asked', async (status) => {
    const { monitor, see } = watched();
    await see(status);
    expect(monitor.read()).toEqual({ state: 'UP', since: 1001, lastProblem: null });
  });

  it('suffers where no answer came, but not from our own rate limit or queue', async () => {
    const { monitor, see } = watched();
    await see(upstreamError('RATE_LIMITED', 'used up'));
    await see(new OwnWaitError(upstreamProblem('TIMEOUT', 'waited')));
    expect(monitor.read().state).toBe('UNKNOWN');
    await see(upstreamError('UNAVAILABLE', 'reset'));
    expect(monitor.read()).toMatchObject({ state: 'DEGRADED', lastProblem: { message: 'reset' } });
  });

  it('is well again after ten answers, and still tells of the last problem', async () => {
    const { monitor, see } = watched();
    await see(500);
    for (let answers = 1; answers < 10; answers += 1) await see(200);
    expect(monitor.read()).toMatchObject({ state: 'DEGRADED', since: 1001 });
    await see(200);
    expect(monitor.read()).toMatchObject({ state: 'UP', since: 1011, lastProblem: { httpStatus: 500 } });
  });

  it('takes no notice of what says nothing of it', async () => {
    const { monitor, see } = watched(() => true);
    await see(500);
    expect(monitor.read().state).toBe('UNKNOWN');
  });
});

import { expect, it, onTestFinished, vi } from 'vitest';
import { gate as createGate } from '../../test/support/gate.ts';
import { createLimit } from './limit.ts';

it('runs so many at a time, the others in the order of asking, and hands on the place of one that fails', async () => {
  const limit = createLimit(2);
  const gates = Array.from({ length: 4 }, () => createGate<void>());
  const begun: number[] = [];
  const runs = gates.map((gate, index) =>
    limit(async () => {
      begun.push(index);
      await gate.passed;
      if (index === 1) throw new Error('failed');
    }),
  );
  expect(begun).toEqual([0, 1]);
  gates[1]?.open();
  await expect(runs[1]).rejects.toThrow('failed');
  expect(begun).toEqual([0, 1, 2]);
  for (const gate of gates) gate.open();
  await Promise.all([runs[0], runs[2], runs[3]]);
  expect(begun).toEqual([0, 1, 2, 3]);
});

it('lets who waits leave, without running it, and takes nobody who has left already', async () => {
  const limit = createLimit(1);
  const gate = createGate<void>();
  const first = limit(() => gate.passed);
  const caller = new AbortController();
  const begun: string[] = [];
  const left = limit(async () => begun.push('left'), caller.signal);
  const last = limit(async () => begun.push('last'));
  caller.abort(new Error('gone'));
  await expect(left).rejects.toThrow('gone');
  await expect(limit(async () => begun.push('late'), caller.signal)).rejects.toThrow('gone');
  gate.open();
  await Promise.all([first, last]);
  expect(begun).toEqual(['last']);
});

it('tells how long each waited, and lets that be told to who leaves', async () => {
  vi.useFakeTimers({ toFake: ['performance'] });
  onTestFinished(() => void vi.useRealTimers());
  const limit = createLimit(1, (reason, waitedMs) => new Error(`${reason} after ${waitedMs} ms`));
  const gate = createGate<void>();
  const first = limit(async (waitedMs) => {
    await gate.passed;
    return waitedMs;
  });
  const caller = new AbortController();
  const left = limit(async () => 0, caller.signal);
  const second = limit(async (waitedMs) => waitedMs);
  vi.advanceTimersByTime(30);
  caller.abort('gone');
  await expect(left).rejects.toThrow('gone after 30 ms');
  vi.advanceTimersByTime(40);
  gate.open();
  expect(await Promise.all([first, second])).toEqual([0, 70]);
});

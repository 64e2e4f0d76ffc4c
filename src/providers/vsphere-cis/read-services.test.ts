import { expect, test } from 'vitest';
import { upstreamError } from '../../errors.ts';
import type { TaskRows } from '../../tasks/source.ts';
import { readServices } from './read-services.ts';
import type { VsphereCisTask } from './task.ts';

/** Merging looks at ids alone. */
function rows(...nativeIds: string[]): TaskRows<VsphereCisTask> {
  return {
    tasks: nativeIds.map((nativeId) => ({ nativeId }) as VsphereCisTask),
    unreadable: [`one beside ${nativeIds}`],
    problem: null,
  };
}

test('services are read side by side and served as one list, each id once', async () => {
  const started: string[] = [];
  const read = await readServices(['a', 'b'], async (service) => {
    started.push(service);
    await Promise.resolve();
    expect(started).toEqual(['a', 'b']);
    return service === 'a' ? rows('1', '2') : rows('2', '3');
  });
  expect(read.tasks.map(({ nativeId }) => nativeId)).toEqual(['1', '2', '3']);
  expect(read.unreadable).toEqual(['one beside 1,2', 'one beside 2,3']);
  expect(read.problem).toBeNull();
});

test('each service that fails is named with its reason, under the code of the first', async () => {
  const read = await readServices(['a', 'b', 'c'], async (service) => {
    if (service === 'a') throw upstreamError('TOO_MANY_RESULTS', 'Over 1000.', { httpStatus: 500 });
    if (service === 'b') throw upstreamError('TIMEOUT', 'Too late.');
    return rows('1');
  });
  expect(read.problem).toMatchObject({
    code: 'TOO_MANY_RESULTS',
    message: '2 services could not be read whole. a: Over 1000. b: Too late.',
    retryable: false,
    httpStatus: 500,
  });
});

test('what a service read but in part is a problem of the whole, beside the failures of others', async () => {
  const { tasks, problem } = await readServices(['a', 'b'], async (service) => {
    if (service === 'b') throw upstreamError('TIMEOUT', 'Too late.');
    return { ...rows(service), problem: upstreamError('TOO_MANY_RESULTS', 'Not proven whole.').problem };
  });
  expect(tasks.map(({ nativeId }) => nativeId)).toEqual(['a']);
  expect(problem).toMatchObject({
    code: 'TOO_MANY_RESULTS',
    message: '2 services could not be read whole. a: Not proven whole. b: Too late.',
  });
});

test('records past what may be read fail the whole reading once no service is read any more', async () => {
  const ended: string[] = [];
  const full = upstreamError('TOO_MANY_RESULTS', 'Past the scan limit.');
  const reading = readServices(
    ['a', 'b'],
    async (service, onNew) => {
      if (service === 'a') onNew(11);
      await Promise.resolve();
      ended.push(service);
      return rows(service);
    },
    (records) => {
      if (records > 10) throw full;
    },
  );
  await expect(reading).rejects.toBe(full);
  expect(ended).toEqual(['b']);
});

test('what is no failure of an upstream fails the reading, whatever the others answered', async () => {
  const gone = new Error('the caller has gone');
  const reading = readServices(['a', 'b'], async (service) => {
    if (service === 'b') throw gone;
    return rows('1');
  });
  await expect(reading).rejects.toBe(gone);
});

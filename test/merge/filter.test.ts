import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { canMatch, createMatcher, hashOfFilter, narrowingMembers, sinceOf } from '../../src/tasks/filter.ts';
import { compareKeys, type TaskKey } from '../../src/tasks/key.ts';
import { createFakeSource, fakeTask, filterOf } from '../support/fake-source.ts';

describe('the hash of a filter', () => {
  test('is of its meaning: lists are sets, null is absent', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.string()), fc.integer(), (names, since) => {
        const filter = filterOf({ initiators: new Set(names), since });
        const same = filterOf({ since, initiators: new Set([...names].reverse()), search: null });
        expect(hashOfFilter(same, 'DESC')).toBe(hashOfFilter(filter, 'DESC'));
        expect(hashOfFilter(filter, 'ASC')).not.toBe(hashOfFilter(filter, 'DESC'));
      }),
    );
  });

  test('tells an empty list from none, and each member from the others', () => {
    const hashes = [
      filterOf({}),
      filterOf({ sources: new Set() }),
      filterOf({ initiators: new Set() }),
      filterOf({ initiators: new Set(['a']) }),
      filterOf({ targetIds: new Set(['a']) }),
      filterOf({ since: 5 }),
      filterOf({ until: 5 }),
      filterOf({ maxAgeSeconds: 5 }),
      filterOf({ search: '5' }),
    ].map((filter) => hashOfFilter(filter, 'DESC'));
    expect(new Set(hashes).size).toBe(hashes.length);
  });
});

test('a source is not asked only where none of its tasks could match', () => {
  const traits = { statuses: new Set(['RUNNING'] as const), haveInitiator: false, haveTarget: false, haveEnd: false };
  const rich = { ...traits, haveInitiator: true, haveTarget: true, haveEnd: true };
  expect(canMatch(filterOf({}), traits)).toBe(true);
  expect(canMatch(filterOf({ statuses: new Set(['RUNNING', 'FAILED']) }), traits)).toBe(true);
  expect(canMatch(filterOf({ statuses: new Set(['FAILED']) }), traits)).toBe(false);
  expect(canMatch(filterOf({ statuses: new Set() }), traits)).toBe(false);
  expect(canMatch(filterOf({ initiators: new Set(['a']) }), traits)).toBe(false);
  expect(canMatch(filterOf({ initiators: new Set(['a']) }), rich)).toBe(true);
  expect(canMatch(filterOf({ initiators: new Set() }), rich)).toBe(false);
  expect(canMatch(filterOf({ targetIds: new Set(['a']) }), traits)).toBe(false);
  expect(canMatch(filterOf({ endedSince: 1 }), traits)).toBe(false);
  expect(canMatch(filterOf({ endedSince: 1, endedUntil: 2 }), rich)).toBe(true);
  expect(canMatch(filterOf({ endedSince: 2, endedUntil: 2 }), rich)).toBe(false);
});

test('an age and an instant narrow together', () => {
  expect(sinceOf(filterOf({ since: 50_000, maxAgeSeconds: 10 }), 100_000)).toBe(90_000);
  expect(sinceOf(filterOf({ since: 95_000, maxAgeSeconds: 10 }), 100_000)).toBe(95_000);
  expect(sinceOf(filterOf({}), 100_000)).toBeNull();
});

test('tasks without an instant pass `since` and not `until`', () => {
  const { info } = createFakeSource({ name: 's', kind: 'whole', tasks: [] });
  const undated = fakeTask(info, { nativeId: 'u', orderedAt: null, status: 'QUEUED' });
  const matches = (members: Parameters<typeof filterOf>[0]): boolean => {
    const filter = filterOf(members);
    return createMatcher(filter, narrowingMembers(filter), 0)(undated);
  };
  expect(matches({ since: 5 })).toBe(true);
  expect(matches({ maxAgeSeconds: 5 })).toBe(true);
  expect(matches({ until: 5 })).toBe(false);
  expect(matches({ endedSince: 5 })).toBe(false);
});

test('the order of keys is total', () => {
  const keys: fc.Arbitrary<TaskKey> = fc.record({
    orderedAt: fc.option(fc.integer({ min: 0, max: 2 }), { nil: null }),
    sourceName: fc.constantFrom('a', 'b'),
    nativeId: fc.constantFrom('x', 'y', '\u{1F600}', '\uFFFD'),
  });
  fc.assert(
    fc.property(keys, keys, keys, (a, b, c) => {
      expect(Math.sign(compareKeys(a, b))).toBe(-Math.sign(compareKeys(b, a)) + 0);
      expect(compareKeys(a, b) === 0).toBe(JSON.stringify(a) === JSON.stringify(b));
      if (compareKeys(a, b) < 0 && compareKeys(b, c) < 0) expect(compareKeys(a, c)).toBeLessThan(0);
    }),
  );
});

import { describe, expect, test } from 'vitest';
import { NO_FILTER } from '../../tasks/filter.ts';
import { narrow } from '../../tasks/pushdown.ts';
import type { TaskStatus } from '../../tasks/status.ts';
import { PUSHDOWN } from './pushdown.ts';

function pushStatuses(...statuses: TaskStatus[]) {
  return narrow(PUSHDOWN, { ...NO_FILTER, statuses: new Set(statuses) });
}

describe('statuses', () => {
  test.each<[TaskStatus[], string[], boolean]>([
    [['QUEUED'], ['PENDING'], true],
    [['RUNNING', 'BLOCKED', 'SUCCEEDED'], ['BLOCKED', 'RUNNING', 'SUCCEEDED'], true],
    [['QUEUED', 'READY', 'WARNING'], ['PENDING'], true],
    [['FAILED'], ['FAILED'], false],
    [['CANCELLED', 'RUNNING'], ['FAILED', 'RUNNING'], false],
  ])('%j are sent as %j, exact: %s', (statuses, status, exact) => {
    expect(pushStatuses(...statuses)).toEqual({
      native: { status },
      pushed: ['statuses'],
      exact: exact ? ['statuses'] : [],
    });
  });

  test('FAILED and CANCELLED together are exactly the one word for both', () => {
    const { native, exact } = pushStatuses('FAILED', 'CANCELLED');
    expect(native.status).toEqual(['FAILED']);
    expect(exact).toEqual(['statuses']);
  });

  test.each<[TaskStatus[]]>([[['UNKNOWN']], [['RUNNING', 'UNKNOWN']], [['READY']], [[]]])(
    '%j can not be sent',
    (statuses) => {
      expect(pushStatuses(...statuses)).toEqual({ native: {}, pushed: [], exact: [] });
    },
  );
});

test('initiators are sent as users, exactly, beside statuses', () => {
  const filter = { ...NO_FILTER, statuses: new Set(['RUNNING'] as const), initiators: new Set(['A\\b']) };
  expect(narrow(PUSHDOWN, filter)).toEqual({
    native: { status: ['RUNNING'], users: ['A\\b'] },
    pushed: ['statuses', 'initiators'],
    exact: ['statuses', 'initiators'],
  });
});

test('equal sets are sent as equal texts, in whatever order they were given', () => {
  const sent = (statuses: readonly TaskStatus[], initiators: readonly string[]): string =>
    JSON.stringify(narrow(PUSHDOWN, { ...NO_FILTER, statuses: new Set(statuses), initiators: new Set(initiators) }));
  expect(sent(['FAILED', 'CANCELLED', 'RUNNING'], ['b', 'a'])).toBe(
    sent(['RUNNING', 'CANCELLED', 'FAILED'], ['a', 'b']),
  );
});

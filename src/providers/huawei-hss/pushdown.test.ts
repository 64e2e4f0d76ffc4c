import { expect, test } from 'vitest';
import { NO_FILTER } from '../../tasks/filter.ts';
import { narrow } from '../../tasks/pushdown.ts';
import type { TaskStatus } from '../../tasks/status.ts';
import { pushdown } from './pushdown.ts';

test.each<[TaskStatus[], string | undefined, boolean]>([
  [['RUNNING'], 'running', true],
  [['QUEUED'], 'ready', true],
  [['QUEUED', 'BLOCKED', 'READY', 'CANCELLED'], 'ready', true],
  [['SUCCEEDED', 'WARNING', 'FAILED'], 'finished', true],
  [['FAILED'], 'finished', false],
  [['SUCCEEDED', 'WARNING'], 'finished', false],
  [['QUEUED', 'RUNNING'], undefined, false],
  [['RUNNING', 'UNKNOWN'], undefined, false],
  [['UNKNOWN'], undefined, false],
])('statuses %j are sent as %s, exactly: %s', (statuses, taskStatus, exact) => {
  const narrowed = narrow(pushdown, { ...NO_FILTER, statuses: new Set(statuses) });
  expect(narrowed).toEqual({
    native: taskStatus === undefined ? {} : { taskStatus },
    pushed: taskStatus === undefined ? [] : ['statuses'],
    exact: exact ? ['statuses'] : [],
  });
});

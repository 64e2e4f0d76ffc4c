import type { Pushdown } from '../../tasks/pushdown.ts';
import type { TaskStatus } from '../../tasks/status.ts';
import { STATUSES } from './task.ts';
import type { TaskStatusWord } from './wire.ts';

const WORD_OF: ReadonlyMap<TaskStatus, TaskStatusWord> = new Map([
  ['QUEUED', 'ready'],
  ['RUNNING', 'running'],
  ['SUCCEEDED', 'finished'],
  ['WARNING', 'finished'],
  ['FAILED', 'finished'],
]);

/** A request takes one word, and `finished` is three statuses here; a state that the vendor does not list can't be asked for. */
export const pushdown: Pushdown<{ readonly taskStatus: TaskStatusWord }> = {
  statuses(wanted) {
    const possible = [...wanted].filter((status) => STATUSES.has(status));
    const [word, ...others] = new Set(possible.map((status) => WORD_OF.get(status)));
    if (word === undefined || others.length > 0) return null;
    const ofWord = [...WORD_OF].filter(([, other]) => other === word).length;
    return { native: { taskStatus: word }, exact: possible.length === ofWord };
  },
};

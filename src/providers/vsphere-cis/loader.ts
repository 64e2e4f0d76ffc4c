import DataLoader from 'dataloader';
import { UpstreamError, upstreamError } from '../../errors.ts';
import type { Call } from '../../http/exchange.ts';
import { createLimit } from '../../http/limit.ts';
import type { SourceInfo } from '../../tasks/source.ts';
import { recordId } from '../record-members.ts';
import { type CisClient, type Extras, MAX_MATCHES } from './client.ts';
import { readTasks, type VsphereCisTask } from './task.ts';
import type { TaskEntry } from './wire.ts';

/** Single gets under way at once. */
const MAX_GETS = 8;

/** A task wanted, and how much of its record. */
export interface TaskWish {
  readonly id: string;
  readonly extras: Extras;
}

export interface TaskLoaderOptions {
  readonly client: CisClient;
  readonly info: SourceInfo;
  readonly call: () => Call;
}

/**
 * By id, null where there is none. Ids of one group that are asked for in one tick, with the same extras, are one list, up to
 * {@link MAX_MATCHES} of them. The upstream refuses a list whose ids it can't all place: a 400 or 404 means single gets.
 */
export function createTaskLoader(options: TaskLoaderOptions): DataLoader<TaskWish, VsphereCisTask | null, string> {
  const { client, info, call } = options;
  const inTurn = createLimit(MAX_GETS);

  const getOne = async (id: string, extras: Extras): Promise<VsphereCisTask | null> => {
    try {
      return taskIn(await client.getTask(id, extras, call()), info);
    } catch (error) {
      if (error instanceof UpstreamError && error.problem.httpStatus === 404) return null;
      throw error;
    }
  };

  const readGroup = async (
    ids: readonly string[],
    extras: Extras,
  ): Promise<(id: string) => Promise<VsphereCisTask | null>> => {
    try {
      const entries = await client.listTasks({ tasks: ids }, extras, call());
      const byId = new Map(entries.map((entry) => [entry.id, entry]));
      return async (id) => {
        const entry = byId.get(id);
        return entry ? taskIn(entry, info) : null;
      };
    } catch (error) {
      const status = error instanceof UpstreamError ? error.problem.httpStatus : null;
      if (status !== 400 && status !== 404) throw error;
      return (id) => inTurn(() => getOne(id, extras));
    }
  };

  return new DataLoader(
    async (wishes) => {
      const found = new Map<TaskWish, Promise<VsphereCisTask | null>>();
      for (const group of groupsOf(wishes.filter(({ id }) => isTaskId(id)))) {
        const read = readGroup(
          group.wishes.map(({ id }) => id),
          group.extras,
        );
        for (const wish of group.wishes)
          found.set(
            wish,
            read.then((take) => take(wish.id)),
          );
      }
      return Promise.all(wishes.map((wish) => found.get(wish)?.catch((error: Error) => error) ?? null));
    },
    { cacheKeyFn: ({ id, extras }) => `${extrasKey(extras)} ${id}` },
  );
}

/** Whether an id can be one of the upstream's; dots alone would lead elsewhere as a part of a path. */
function isTaskId(id: string): boolean {
  return recordId.safeParse(id).success && id !== '.' && id !== '..';
}

function taskIn(entry: TaskEntry, info: SourceInfo): VsphereCisTask {
  const { rows, unreadable } = readTasks([entry], info);
  const [task] = rows;
  if (!task) throw upstreamError('INVALID_RESPONSE', `The task could not be read: ${unreadable[0]}.`);
  return task;
}

interface Group {
  readonly extras: Extras;
  readonly wishes: TaskWish[];
}

/** One list each: same extras, same service as far as the ids tell (`<uuid>:<service>`), no more than one list may name. */
function groupsOf(wishes: readonly TaskWish[]): readonly Group[] {
  const groups = new Map<string, Group[]>();
  for (const wish of wishes) {
    const { id, extras } = wish;
    const colon = id.indexOf(':');
    const key = `${extrasKey(extras)} ${colon === -1 ? '' : id.slice(colon + 1)}`;
    const ofKey = groups.get(key) ?? [];
    groups.set(key, ofKey);
    const last = ofKey.at(-1);
    if (last && last.wishes.length < MAX_MATCHES) last.wishes.push(wish);
    else ofKey.push({ extras, wishes: [wish] });
  }
  return [...groups.values()].flat();
}

function extrasKey({ result, details }: Extras): string {
  return `${result}/${details}`;
}

import type { UpstreamProblem } from '../errors.ts';
import type { RequestRecord } from '../http/exchange.ts';
import { countStatuses } from './count.ts';
import { createMatcher, type FilterMember, narrowingMembers, sinceOf, type TaskFilter } from './filter.ts';
import { compareKeys, keyOf } from './key.ts';
import { openStream, type Stream, take } from './merge.ts';
import type { TaskStatusCount } from './outcome.ts';
import { createReadMeter } from './read-meter.ts';
import { walkSorted } from './sorted-walk.ts';
import type { ReadMeter, TaskList, TaskSource, WholeList } from './source.ts';
import type { Task } from './task.ts';
import { unreadableProblem } from './unreadable.ts';
import type { Bound, InstantRange, Toward, Walk } from './walk.ts';
import { walkWhole } from './whole-walk.ts';

/** What is known of a source's matches in all. */
export interface SourceCounts {
  readonly total: number | null;
  readonly statuses: readonly TaskStatusCount[] | null;
}

/** One source in one answer of the merged list. */
export interface SourceReading {
  readonly source: TaskSource;
  /** The source's lists from a place on; the same streams again for the same place. */
  streams(from: Bound | null, toward: Toward): readonly Stream[];
  /**
   * Counts the matches: by the upstream's word where that is exact, else by reading them all.
   * Rejects with UpstreamError, TOO_MANY_RESULTS where counting needs more than the scan limit.
   */
  count(wantsStatuses: boolean): Promise<SourceCounts>;
  /** Why part of what was read is missing; null where nothing is. */
  problem(): UpstreamProblem | null;
  readonly requests: readonly RequestRecord[];
  readonly scanned: () => number;
  readonly pushed: readonly FilterMember[];
  readonly applied: readonly FilterMember[];
  /** When the oldest scan of a whole list began, in epoch milliseconds; null where there was none. */
  readonly scanStartedAt: () => number | null;
}

export interface SourceReadingOptions {
  readonly source: TaskSource;
  readonly filter: TaskFilter;
  readonly selected: ReadonlySet<string>;
  /** Epoch milliseconds. */
  readonly now: number;
}

export function openSourceReading({ source, filter, selected, now }: SourceReadingOptions): SourceReading {
  const requests: RequestRecord[] = [];
  const call = source.call((record) => requests.push(record));
  const { lists, pushed, exact, count } = source.list({ filter, selected });
  const given = narrowingMembers(filter);
  const applied = given.filter((member) => !exact.includes(member));
  const matches = createMatcher(filter, applied, now);
  const range: InstantRange = { since: sinceOf(filter, now), until: filter.until };
  const meter = createReadMeter(source);
  // Counting has records of its own to spend: it must not make the page fail.
  const countMeter = createReadMeter(source);
  const unreadable: string[] = [];
  /** Pages of a sorted list overlap: a record that can't be read is met again, with the same reason. */
  const unreadableInPages = new Set<string>();
  const onUnreadable = (reasons: readonly string[]): void => {
    for (const reason of reasons) unreadableInPages.add(reason);
  };
  let partial: UpstreamProblem | null = null;
  let scanStartedAt: number | null = null;

  const scans = new Map<WholeList, Promise<readonly Task[]>>();
  const scan = (list: WholeList): Promise<readonly Task[]> => {
    const known = scans.get(list);
    if (known) return known;
    scanStartedAt ??= now;
    const started = list.scan(call, meter).then((rows) => {
      unreadable.push(...rows.unreadable);
      partial ??= rows.problem;
      return rows.tasks.filter(matches).sort((a, b) => compareKeys(keyOf(a), keyOf(b)));
    });
    scans.set(list, started);
    return started;
  };

  const walk = (list: TaskList, from: Bound | null, toward: Toward, spend: ReadMeter): Walk =>
    list.kind === 'whole'
      ? walkWhole(() => scan(list), from, toward)
      : filtered(walkSorted({ list, from, toward, range, call, meter: spend, onUnreadable }), matches);

  const opened = new Map<string, readonly Stream[]>();
  const open = (from: Bound | null, toward: Toward, spend: ReadMeter): readonly Stream[] =>
    lists.map((list) => openStream(source.info.name, walk(list, from, toward, spend)));

  return {
    source,
    requests,
    pushed,
    applied,
    scanned: () => meter.scanned + countMeter.scanned,
    scanStartedAt: () => scanStartedAt,
    problem: () => partial ?? unreadableProblem([...unreadable, ...unreadableInPages]),
    streams(from, toward) {
      const place = JSON.stringify([from, toward]);
      const streams = opened.get(place) ?? open(from, toward, meter);
      opened.set(place, streams);
      return streams;
    },
    async count(wantsStatuses) {
      if (!wantsStatuses && count && applied.length === 0) {
        const total = await count(call);
        if (total !== null) return { total, statuses: null };
      }
      const tasks = await take(open(null, 'older', countMeter), Number.POSITIVE_INFINITY, 'older');
      return { total: tasks.length, statuses: countStatuses(tasks) };
    },
  };
}

/** A walk's matches alone; it goes on until it has some or is at its end. */
function filtered(walk: Walk, matches: (task: Task) => boolean): Walk {
  return {
    async next(wanted) {
      for (;;) {
        const tasks = await walk.next(wanted);
        const matching = tasks.filter(matches);
        if (tasks.length === 0 || matching.length > 0) return matching;
      }
    },
  };
}

import type { UpstreamProblem } from '../errors.ts';
import type { RequestRecord } from '../http/exchange.ts';
import { countStatuses } from './count.ts';
import { createMatcher, type FilterMember, narrowingMembers, sinceOf, type TaskFilter } from './filter.ts';
import { compareTasks } from './key.ts';
import { openStream, SourceFailures, type Stream, take } from './merge.ts';
import type { TaskStatusCount } from './outcome.ts';
import { createReadMeter } from './read-meter.ts';
import type { ReadingMemory } from './reading-memory.ts';
import { earlier, type ScanStart } from './scan-store.ts';
import { walkSorted } from './sorted-walk.ts';
import type { ReadMeter, TaskList, TaskRows, TaskSource, WholeList } from './source.ts';
import type { Task } from './task.ts';
import { unreadableProblem } from './unreadable.ts';
import type { Bound, InstantRange, Toward, Walk } from './walk.ts';
import { type Reach, walkWhole, withinReach } from './whole-walk.ts';

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
  /** When the oldest scan that was used began; null where there was none. */
  readonly scanStart: () => ScanStart | null;
}

export interface SourceReadingOptions {
  readonly source: TaskSource;
  readonly filter: TaskFilter;
  readonly selected: ReadonlySet<string>;
  /** Epoch milliseconds. */
  readonly now: number;
  /** Where the reading that this answer goes on with began; null for a first page, which reads afresh. */
  readonly since: ScanStart | null;
  readonly memory: ReadingMemory;
  /** Whether another page may follow on from this answer. */
  readonly isFollowed: boolean;
  /**
   * All that is to be asked of this reading, where that is one walk: the rest of a scan is let go of at once, so that it is
   * no longer there while slower sources are waited for; a lazy record among what stays keeps the text of its whole answer,
   * though. Null where it may be anything.
   */
  readonly reach: Reach | null;
}

export function openSourceReading(options: SourceReadingOptions): SourceReading {
  const { source, filter, selected, now, since, memory, isFollowed, reach } = options;
  const requests: RequestRecord[] = [];
  const call = source.call((record) => requests.push(record));
  const { lists, pushed, exact, count } = source.list({ filter, selected });
  const given = narrowingMembers(filter);
  const applied = given.filter((member) => !exact.includes(member));
  const matches = applied.length === 0 ? null : createMatcher(filter, applied, now);
  const range: InstantRange = { since: sinceOf(filter, now), until: filter.until };
  const meter = createReadMeter(source);
  // Counting has records of its own to spend: it must not make the page fail.
  const countMeter = createReadMeter(source);
  /** Why records can't be read, by a name for each. */
  const unreadable = new Map<string, string>();
  let partial: UpstreamProblem | null = null;
  const onUnreadable = (record: string, reason: string): void => {
    unreadable.set(record, reason);
  };
  const onPartial = (problem: UpstreamProblem): void => {
    partial ??= problem;
  };
  let scanStart: ScanStart | null = null;

  /** A scan kept since this reading began, else one of its own. */
  const scanRows = async (list: WholeList): Promise<TaskRows> => {
    const key = JSON.stringify([source.info.name, list.key]);
    const kept = since && memory.scans.find(key, since);
    const startedAt = kept?.startedAt ?? now;
    scanStart = earlier(scanStart, { at: startedAt, replica: memory.scans.replica });
    if (kept) return kept.rows;
    const rows = await list.scan(call, meter);
    const isWhole = rows.problem === null && rows.unreadable.length === 0;
    if (isFollowed && isWhole) memory.scans.keep(key, { rows, startedAt });
    return rows;
  };

  const scans = new Map<WholeList, Promise<readonly Task[]>>();
  const scan = (list: WholeList): Promise<readonly Task[]> => {
    const known = scans.get(list);
    if (known) return known;
    const started = scanRows(list).then((rows) => {
      for (const [index, reason] of rows.unreadable.entries()) unreadable.set(`${list.key} ${index}`, reason);
      partial ??= rows.problem;
      const sorted = (matches ? rows.tasks.filter(matches) : rows.tasks).toSorted(compareTasks);
      return reach ? withinReach(sorted, reach) : sorted;
    });
    scans.set(list, started);
    return started;
  };

  const walk = (list: TaskList, from: Bound | null, toward: Toward, spend: ReadMeter): Walk =>
    list.kind === 'whole'
      ? walkWhole(() => scan(list), from, toward)
      : filtered(
          walkSorted({ list, from, toward, range, call, meter: spend, hints, onUnreadable, onPartial }),
          matches,
        );

  const hints = memory.hintsOf(source.info.name);
  const opened = new Map<string, readonly Stream[]>();
  const open = (from: Bound | null, toward: Toward, spend: ReadMeter): readonly Stream[] =>
    lists.map((list) => openStream(source.info.name, walk(list, from, toward, spend)));

  return {
    source,
    requests,
    pushed,
    applied,
    scanned: () => meter.scanned + countMeter.scanned,
    scanStart: () => scanStart,
    problem: () => partial ?? unreadableProblem([...unreadable.values()]),
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
      const everything = take(open(null, 'older', countMeter), Number.POSITIVE_INFINITY, 'older');
      const tasks = await everything.catch((error: unknown) => {
        throw error instanceof SourceFailures ? error.upstreams.get(source.info.name) : error;
      });
      return { total: tasks.length, statuses: countStatuses(tasks) };
    },
  };
}

/** A walk's matches alone; it goes on until it has some or is at its end. */
function filtered(walk: Walk, matches: ((row: Task) => boolean) | null): Walk {
  if (!matches) return walk;
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

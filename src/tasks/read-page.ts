import { UpstreamError, type UpstreamProblem } from '../errors.ts';
import { whenAsked } from '../when-asked.ts';
import { addStatusCounts } from './count.ts';
import { cursorsOf, hasMissed, shortHash } from './cursor.ts';
import { createEdges, type TaskEdge } from './edge.ts';
import { canMatch, hashOfFilter } from './filter.ts';
import { compareKeys, keyOf } from './key.ts';
import { SourceFailures, type Stream, take } from './merge.ts';
import type { SourceOutcome, TaskStatusCount } from './outcome.ts';
import { courseOf, type PageRequest, reachOf, type WantedParts } from './page-request.ts';
import type { ReadingMemory } from './reading-memory.ts';
import { earlier } from './scan-store.ts';
import type { TaskSource } from './source.ts';
import { openSourceReading, type SourceCounts, type SourceReading } from './source-reading.ts';
import type { Task } from './task.ts';
import type { Bound, Toward } from './walk.ts';

export interface TaskPage {
  readonly edges: readonly TaskEdge[];
  /** False where it was not wanted. */
  readonly hasNextPage: boolean;
  readonly hasPreviousPage: boolean;
  /** Null where it was not wanted or is not exact. */
  readonly totalCount: number | null;
  readonly statusCounts: readonly TaskStatusCount[] | null;
  /** Every source that the filter admits, in the order given. */
  readonly outcomes: readonly SourceOutcome[];
}

/** The hash that ties a cursor to its query. */
export function hashOfQuery({ filter, direction }: Pick<PageRequest, 'filter' | 'direction'>): string {
  return hashOfFilter(filter, direction);
}

/**
 * Reads one page of the merged list. A source that fails is left out as if it were not there and named in its outcome;
 * whatever else is thrown (the caller's leaving, a fault of our own) rejects.
 */
export async function readPage(
  sources: readonly TaskSource[],
  request: PageRequest,
  memory: ReadingMemory,
): Promise<TaskPage> {
  const { filter, selected, now, after, before, wanted } = request;
  const since = earlier(after?.scanStart ?? null, before?.scanStart ?? null);
  const admitted = sources.filter(
    ({ info }) => (filter.sources?.has(info.name) ?? true) && (filter.providers?.has(info.provider) ?? true),
  );
  const reach = reachOf(request);
  const readings = new Map<string, SourceReading>(
    admitted
      .filter(({ info }) => canMatch(filter, info.traits))
      .map((source) => [
        source.info.name,
        openSourceReading({ source, filter, selected, now, since, memory, isFollowed: wanted.cursors, reach }),
      ]),
  );
  const failures = new Map<string, UpstreamProblem>();
  const live = (): readonly SourceReading[] =>
    [...readings.values()].filter(({ source }) => !failures.has(source.info.name));

  let view: View;
  for (;;) {
    try {
      view = await readView(live(), request);
      break;
    } catch (error) {
      if (!(error instanceof SourceFailures)) throw error;
      for (const [owner, { problem }] of error.upstreams) failures.set(owner, problem);
    }
  }
  const { counts, uncountable } = await countAll(live(), wanted);
  // Nothing else shows how a source fares where counting is all that was asked of it.
  if (!view.isRead) {
    for (const [name, problem] of uncountable) if (problem.code !== 'TOO_MANY_RESULTS') failures.set(name, problem);
  }

  const outcomes = admitted.map((source) => outcomeOf(source, request, readings, failures, counts));
  const scanStart = live().reduce((start, reading) => earlier(start, reading.scanStart()), since);
  const cursors = whenAsked(() =>
    cursorsOf({ query: hashOfQuery(request), scanStart, missed: missedBy(request, outcomes) }),
  );
  const edges = createEdges(view.tasks, (task) => cursors()(keyOf(task)));
  const totals = allOrNull(outcomes.map(({ totalCount }) => totalCount));
  const statuses = allOrNull(outcomes.map(({ statusCounts }) => statusCounts));
  return {
    edges,
    hasNextPage: view.hasNextPage,
    hasPreviousPage: view.hasPreviousPage,
    totalCount: totals === null ? null : totals.reduce((sum, count) => sum + count, 0),
    statusCounts: statuses && addStatusCounts(statuses),
    outcomes,
  };
}

interface View {
  readonly tasks: readonly Task[];
  readonly hasNextPage: boolean;
  readonly hasPreviousPage: boolean;
  /** Whether the tasks themselves were wanted. */
  readonly isRead: boolean;
}

async function readView(readings: readonly SourceReading[], request: PageRequest): Promise<View> {
  const { direction, after, before, size, from, wanted } = request;
  const { toward, away, start, far, wantsBehind, isRead, count } = courseOf(request);
  const isForward = from === 'start';
  const streams = (bound: Bound | null, way: Toward): readonly Stream[] =>
    readings.flatMap((reading) => reading.streams(bound, way));
  const exists = async (bound: Bound | null, way: Toward): Promise<boolean> =>
    (await take(streams(bound, way), 1, way)).length > 0;

  const taken = await take(streams(start, toward), count, toward);
  const sign = toward === 'older' ? 1 : -1;
  const inWindow = taken.filter((task) => far === null || sign * compareKeys(keyOf(task), far.key) < 0);
  const page = inWindow.slice(0, size);
  const [first] = page;

  let ahead = taken.length > page.length;
  let behind = false;
  if (first) {
    behind = wantsBehind && (await exists({ key: keyOf(first), inclusive: false }, away));
  } else {
    // An empty page stands in the gap just behind `after`, else just before `before`, else anywhere.
    const pivot = after ?? before;
    const nextStart = pivot && { key: pivot.key, inclusive: after === null };
    const previousStart = pivot && { key: pivot.key, inclusive: after !== null };
    const onward: Toward = direction === 'DESC' ? 'older' : 'newer';
    const back: Toward = direction === 'DESC' ? 'newer' : 'older';
    const next = wanted.hasNextPage && (await exists(nextStart, onward));
    const previous = wanted.hasPreviousPage && (await exists(previousStart, back));
    ahead = isForward ? next : previous;
    behind = isForward ? previous : next;
  }
  return {
    tasks: isForward ? page : [...page].reverse(),
    hasNextPage: isForward ? ahead : behind,
    hasPreviousPage: isForward ? behind : ahead,
    isRead,
  };
}

interface AllCounts {
  readonly counts: ReadonlyMap<string, SourceCounts>;
  /** Why sources have none. */
  readonly uncountable: ReadonlyMap<string, UpstreamProblem>;
}

/** Counts side by side. */
async function countAll(readings: readonly SourceReading[], wanted: WantedParts): Promise<AllCounts> {
  const counts = new Map<string, SourceCounts>();
  const uncountable = new Map<string, UpstreamProblem>();
  if (!wanted.totalCount && !wanted.statusCounts) return { counts, uncountable };
  const counted = await Promise.allSettled(readings.map((reading) => reading.count(wanted.statusCounts)));
  for (const [index, result] of counted.entries()) {
    const name = readings[index]?.source.info.name ?? '';
    if (result.status === 'fulfilled') counts.set(name, result.value);
    else if (result.reason instanceof UpstreamError) uncountable.set(name, result.reason.problem);
    else throw result.reason;
  }
  return { counts, uncountable };
}

const UNCOUNTED: SourceCounts = { total: null, statuses: null };
const NO_MATCHES: SourceCounts = { total: 0, statuses: [] };

function outcomeOf(
  source: TaskSource,
  { wanted, after, before }: PageRequest,
  readings: ReadonlyMap<string, SourceReading>,
  failures: ReadonlyMap<string, UpstreamProblem>,
  counts: ReadonlyMap<string, SourceCounts>,
): SourceOutcome {
  const { name } = source.info;
  const reading = readings.get(name);
  const failure = failures.get(name) ?? null;
  const problem = failure ?? reading?.problem() ?? null;
  const known = reading ? (counts.get(name) ?? UNCOUNTED) : NO_MATCHES;
  return {
    source: source.info,
    state: failure ? 'FAILED' : problem ? 'PARTIAL' : 'COMPLETE',
    missedEarlier: [after, before].some((cursor) => cursor !== null && hasMissed(cursor, name)),
    problem,
    totalCount: wanted.totalCount && problem === null ? known.total : null,
    statusCounts: wanted.statusCounts && problem === null ? known.statuses : null,
    scanned: reading?.scanned() ?? 0,
    requests: reading?.requests ?? [],
    pushedFilters: reading?.pushed ?? [],
    appliedFilters: reading?.applied ?? [],
  };
}

/** Short hashes of the sources that this reading lacks, up to and with this page. */
function missedBy({ after, before }: PageRequest, outcomes: readonly SourceOutcome[]): readonly string[] {
  const now = outcomes.filter(({ state }) => state === 'FAILED').map(({ source }) => shortHash(source.name));
  return [...new Set([...(after?.missed ?? []), ...(before?.missed ?? []), ...now])];
}

function allOrNull<T>(values: readonly (T | null)[]): readonly T[] | null {
  const known = values.filter((value) => value !== null);
  return known.length === values.length ? known : null;
}

import { createHash } from 'node:crypto';
import type { TaskStatus } from './status.ts';
import type { Task, TaskProvider } from './task.ts';

/**
 * What a task must be like. Null members do not narrow, an empty set matches nothing; instants are epoch milliseconds.
 * Members narrow together, values within one widen.
 */
export interface TaskFilter {
  readonly sources: ReadonlySet<string> | null;
  readonly providers: ReadonlySet<TaskProvider> | null;
  readonly statuses: ReadonlySet<TaskStatus> | null;
  /** Part of the title, case ignored. */
  readonly search: string | null;
  /** `orderedAt` at or after, or none at all. */
  readonly since: number | null;
  /** `orderedAt` before; tasks with none are left out. */
  readonly until: number | null;
  /** `since` as seconds before now. */
  readonly maxAgeSeconds: number | null;
  readonly endedSince: number | null;
  readonly endedUntil: number | null;
  readonly initiators: ReadonlySet<string> | null;
  readonly targetIds: ReadonlySet<string> | null;
}

export type FilterMember = keyof TaskFilter;

export const NO_FILTER: TaskFilter = {
  sources: null,
  providers: null,
  statuses: null,
  search: null,
  since: null,
  until: null,
  maxAgeSeconds: null,
  endedSince: null,
  endedUntil: null,
  initiators: null,
  targetIds: null,
};

/** Choosing sources is no work of a source: these two are neither pushed nor applied. */
const CHOOSING: ReadonlySet<FilterMember> = new Set(['sources', 'providers']);

/** The members that narrow within a source, in the order of the input type. */
export function narrowingMembers(filter: TaskFilter): readonly FilterMember[] {
  return (Object.keys(NO_FILTER) as FilterMember[]).filter(
    (member) => filter[member] !== null && !CHOOSING.has(member),
  );
}

/** The later of `since` and `maxAgeSeconds` before `now`, in epoch milliseconds; null where neither is given. */
export function sinceOf({ since, maxAgeSeconds }: TaskFilter, now: number): number | null {
  const young = maxAgeSeconds === null ? null : now - maxAgeSeconds * 1000;
  return since === null ? young : young === null ? since : Math.max(since, young);
}

/** Whether a task matches the given members. */
export function createMatcher(
  filter: TaskFilter,
  members: readonly FilterMember[],
  now: number,
): (row: Task) => boolean {
  const tests = members.map((member) => testOf(filter, member, now));
  return (row) => tests.every((test) => test(row));
}

function testOf(filter: TaskFilter, member: FilterMember, now: number): (row: Task) => boolean {
  switch (member) {
    case 'sources':
      return ({ source }) => filter.sources?.has(source.name) ?? true;
    case 'providers':
      return ({ source }) => filter.providers?.has(source.provider) ?? true;
    case 'statuses':
      return (row) => filter.statuses?.has(row.status) ?? true;
    case 'search': {
      const part = filter.search?.toLowerCase() ?? '';
      return (row) => row.title.toLowerCase().includes(part);
    }
    case 'since':
    case 'maxAgeSeconds': {
      const since = sinceOf(filter, now);
      return ({ orderedAt }) => since === null || orderedAt === null || orderedAt >= since;
    }
    case 'until':
      return ({ orderedAt }) => filter.until === null || (orderedAt !== null && orderedAt < filter.until);
    case 'endedSince':
      return (row) => {
        const { endedAt } = row;
        return filter.endedSince === null || (endedAt !== null && endedAt >= filter.endedSince);
      };
    case 'endedUntil':
      return (row) => {
        const { endedAt } = row;
        return filter.endedUntil === null || (endedAt !== null && endedAt < filter.endedUntil);
      };
    case 'initiators':
      return (row) => {
        const { initiator } = row;
        return filter.initiators === null || (initiator !== null && filter.initiators.has(initiator));
      };
    case 'targetIds':
      return (row) => {
        const id = row.target?.nativeId ?? null;
        return filter.targetIds === null || (id !== null && filter.targetIds.has(id));
      };
    default:
      return member satisfies never;
  }
}

/** What can be said of all tasks of a provider before any is read. */
export interface TaskTraits {
  /** Every status that its tasks can have. */
  readonly statuses: ReadonlySet<TaskStatus>;
  readonly haveInitiator: boolean;
  readonly haveTarget: boolean;
  readonly haveEnd: boolean;
}

/** False only where no task of that kind, whatever it is, can match: such a source need not be asked. */
export function canMatch(filter: TaskFilter, traits: TaskTraits): boolean {
  const { statuses, initiators, targetIds } = filter;
  const never =
    (statuses !== null && ![...statuses].some((status) => traits.statuses.has(status))) ||
    (initiators !== null && (initiators.size === 0 || !traits.haveInitiator)) ||
    (targetIds !== null && (targetIds.size === 0 || !traits.haveTarget)) ||
    ((filter.endedSince !== null || filter.endedUntil !== null) && !traits.haveEnd) ||
    (filter.endedSince !== null && filter.endedUntil !== null && filter.endedSince >= filter.endedUntil);
  return !never;
}

/** 64 bits, base64url, over the meaning of filter and direction: null and absent alike, lists as sets, instants by value. */
export function hashOfFilter(filter: TaskFilter, direction: string): string {
  const meaning = Object.entries(filter)
    .filter(([, value]) => value !== null)
    .map(([member, value]) => [member, value instanceof Set ? [...value].sort() : value])
    .sort(([a], [b]) => (String(a) < String(b) ? -1 : 1));
  return createHash('sha256')
    .update(JSON.stringify([direction, meaning]))
    .digest()
    .subarray(0, 8)
    .toString('base64url');
}

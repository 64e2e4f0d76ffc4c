import type { FilterSpec, TargetSpec } from './filter-spec.ts';
import type { VsphereCisTask } from './task.ts';

/** The values by which tasks that were read can be told apart upstream. */
export interface SeenValues {
  note(tasks: readonly VsphereCisTask[]): void;
  /** Those of these services, since their ids are unique within a service alone; of every service where none is named. */
  operations(services: FilterSpec['services']): readonly string[];
  users(): readonly string[];
  targets(): readonly TargetSpec[];
}

/** Collects values over all answers of one reading of a source; in order, so that equal readings ask alike. */
export function createSeenValues(): SeenValues {
  /** Most readings need none of their values: they are looked at when they are first asked for. */
  const unsorted: (readonly VsphereCisTask[])[] = [];
  const operations = new Map<string, Set<string>>();
  const users = new Set<string>();
  const targets = new Map<string, TargetSpec>();
  return {
    note(tasks) {
      unsorted.push(tasks);
    },
    operations(services) {
      sort();
      const named = services?.length ? services : [...operations.keys()];
      return [...new Set(named.flatMap((service) => [...(operations.get(service) ?? [])]))].sort();
    },
    users() {
      sort();
      return [...users].sort();
    },
    targets() {
      sort();
      return [...targets].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, target]) => target);
    },
  };

  function sort(): void {
    for (const { service, operation, initiator, target } of unsorted.splice(0).flat()) {
      const ofService = operations.get(service) ?? new Set();
      operations.set(service, ofService);
      if (operation !== '') ofService.add(operation);
      if (initiator !== null) users.add(initiator);
      if (target !== null && target.type !== null && target.nativeId !== null) {
        targets.set(JSON.stringify([target.type, target.nativeId]), { type: target.type, id: target.nativeId });
      }
    }
  }
}

/**
 * Narrower filters whose matches, taken together, are all of a part's that have a value seen: by operations, else by users,
 * else by targets, each in halves, so that few values cost few requests. None where nothing is left to part by.
 */
export function narrowerParts(part: FilterSpec, seen: SeenValues): readonly FilterSpec[] {
  const byOperation = halves(part.operations, seen.operations(part.services));
  if (byOperation.length > 0) return byOperation.map((operations) => ({ ...part, operations }));
  const byUser = halves(part.users, seen.users());
  if (byUser.length > 0) return byUser.map((users) => ({ ...part, users }));
  return halves(part.targets, seen.targets()).map((targets) => ({ ...part, targets }));
}

/** What a member's values come apart into; none where its only value is given already. */
function halves<T>(given: readonly T[] | null | undefined, seen: readonly T[]): readonly (readonly T[])[] {
  const isGiven = given !== null && given !== undefined && given.length > 0;
  const values = isGiven ? given : seen;
  if (values.length === 0 || (isGiven && values.length === 1)) return [];
  if (values.length === 1) return [values];
  const middle = Math.ceil(values.length / 2);
  return [values.slice(0, middle), values.slice(middle)];
}

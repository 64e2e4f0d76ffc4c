/** A task's target as a filter names it. */
export interface TargetSpec {
  readonly type: string;
  readonly id: string;
}

/**
 * Cis Tasks FilterSpec, member for member. Members narrow together, values within one widen; an absent, null or empty one
 * does not filter. The upstream takes none without `tasks` or `services`, and neither with values of different providers.
 */
export interface FilterSpec {
  readonly tasks?: readonly string[] | null | undefined;
  readonly services?: readonly string[] | null | undefined;
  readonly operations?: readonly string[] | null | undefined;
  readonly status?: readonly string[] | null | undefined;
  readonly targets?: readonly TargetSpec[] | null | undefined;
  readonly users?: readonly string[] | null | undefined;
}

/** The one spelling of a filter: null and empty members undefined, sets (all but `targets`) sorted and without repetitions. */
export function filterSpec({ tasks, services, operations, status, targets, users }: FilterSpec): FilterSpec {
  return {
    tasks: asSet(tasks),
    services: asSet(services),
    operations: asSet(operations),
    status: asSet(status),
    targets: targets && targets.length > 0 ? targets.map(({ type, id }) => ({ type, id })) : undefined,
    users: asSet(users),
  };
}

function asSet(values: readonly string[] | null | undefined): readonly string[] | undefined {
  return values && values.length > 0 ? [...new Set(values)].sort() : undefined;
}

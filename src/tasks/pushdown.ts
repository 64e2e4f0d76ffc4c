import type { FilterMember, TaskFilter } from './filter.ts';

/** What sending one member upstream comes to. */
export interface Pushed<Native> {
  /** The upstream's own filter for it. */
  readonly native: Native;
  /** False where the upstream's answer is a superset: the member is applied here again. */
  readonly exact: boolean;
}

/**
 * The members of TaskFilter that an upstream can take, each with its translation; null where these values can't be sent.
 * This one declaration is what the reader sends by, what `outcomes` reports and what `capabilities` tells.
 */
export type Pushdown<Native> = {
  readonly [Member in FilterMember]?: (values: NonNullable<TaskFilter[Member]>) => Pushed<Native> | null;
};

export interface NarrowedFilter<Native> {
  /** All that is sent, members merged. */
  readonly native: Partial<Native>;
  readonly pushed: readonly FilterMember[];
  /** The pushed members that need not be applied here again. */
  readonly exact: readonly FilterMember[];
}

export function narrow<Native extends object>(pushdown: Pushdown<Native>, filter: TaskFilter): NarrowedFilter<Native> {
  const pushed: FilterMember[] = [];
  const exact: FilterMember[] = [];
  let native: Partial<Native> = {};
  for (const member of Object.keys(pushdown) as FilterMember[]) {
    const translated = translate(pushdown, filter, member);
    if (translated === null) continue;
    native = { ...native, ...translated.native };
    pushed.push(member);
    if (translated.exact) exact.push(member);
  }
  return { native, pushed, exact };
}

function translate<Native, Member extends FilterMember>(
  pushdown: Pushdown<Native>,
  filter: TaskFilter,
  member: Member,
): Pushed<Native> | null {
  const values = filter[member];
  return values === null || values === undefined ? null : (pushdown[member]?.(values) ?? null);
}

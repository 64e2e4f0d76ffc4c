import { NO_FILTER, type TaskFilter } from '../tasks/filter.ts';
import type { TaskStatus } from '../tasks/status.ts';
import type { TaskProvider } from '../tasks/task.ts';
import type { Builder } from './builder.ts';
import { badUserInput } from './errors.ts';
import type { RequestContext } from './request-context.ts';
import type { TaskEnums } from './task.ts';

/** The input type as resolvers get it: instants are epoch milliseconds. */
export interface TaskFilterInput {
  readonly sources?: readonly string[] | null | undefined;
  readonly providers?: readonly TaskProvider[] | null | undefined;
  readonly statuses?: readonly TaskStatus[] | null | undefined;
  readonly search?: string | null | undefined;
  readonly since?: number | null | undefined;
  readonly until?: number | null | undefined;
  readonly maxAgeSeconds?: number | null | undefined;
  readonly endedSince?: number | null | undefined;
  readonly endedUntil?: number | null | undefined;
  readonly initiators?: readonly string[] | null | undefined;
  readonly targetIds?: readonly string[] | null | undefined;
}

/** Adds the input type TaskFilter. */
export function addTaskFilter(builder: Builder, enums: TaskEnums) {
  return builder.inputType('TaskFilter', {
    description:
      'Members narrow together, values within a list widen. Null and absent do not filter; an empty list matches nothing.',
    fields: (t) => ({
      sources: t.stringList({ description: 'Names of sources.' }),
      providers: t.field({ type: [enums.provider], description: 'Kinds of upstreams.' }),
      statuses: t.field({ type: [enums.status], description: 'Where tasks stand.' }),
      search: t.string({ description: 'Part of the title, case ignored.' }),
      since: t.field({
        type: 'DateTime',
        description: 'Tasks with `orderedAt` at or after this instant, and those with none.',
      }),
      until: t.field({
        type: 'DateTime',
        description: 'Tasks with `orderedAt` before this instant; those with none are left out.',
      }),
      maxAgeSeconds: t.int({ description: '`since` as seconds before now.' }),
      endedSince: t.field({
        type: 'DateTime',
        description: 'Tasks with `endedAt` at or after this instant; those with none are left out.',
      }),
      endedUntil: t.field({
        type: 'DateTime',
        description: 'Tasks with `endedAt` before this instant; those with none are left out.',
      }),
      initiators: t.stringList({ description: 'Who or what asked for them, exactly.' }),
      targetIds: t.stringList({ description: 'Native ids of what they work on.' }),
    }),
  });
}

/** BAD_USER_INPUT for a source that is not configured and for a negative age. */
export function readTaskFilter(input: TaskFilterInput | null | undefined, context: RequestContext): TaskFilter {
  if (!input) return NO_FILTER;
  const names = context.sources.map(({ name }) => name);
  const unknown = input.sources?.find((name) => !names.includes(name));
  if (unknown !== undefined) {
    throw badUserInput(`No source is named ${JSON.stringify(unknown)}; there are: ${names.join(', ')}.`, {
      sources: names,
    });
  }
  if (typeof input.maxAgeSeconds === 'number' && input.maxAgeSeconds < 0) {
    throw badUserInput('`maxAgeSeconds` is negative: give the seconds before now.');
  }
  return {
    sources: asSet(input.sources),
    providers: asSet(input.providers),
    statuses: asSet(input.statuses),
    search: input.search ?? null,
    since: input.since ?? null,
    until: input.until ?? null,
    maxAgeSeconds: input.maxAgeSeconds ?? null,
    endedSince: input.endedSince ?? null,
    endedUntil: input.endedUntil ?? null,
    initiators: asSet(input.initiators),
    targetIds: asSet(input.targetIds),
  };
}

function asSet<T>(values: readonly T[] | null | undefined): ReadonlySet<T> | null {
  return values ? new Set(values) : null;
}

import { GraphQLError, type GraphQLResolveInfo } from 'graphql';
import { decodeCursor, type TaskCursor } from '../tasks/cursor.ts';
import type { SourceOutcome, TaskStatusCount } from '../tasks/outcome.ts';
import type { PageRequest } from '../tasks/page-request.ts';
import { hashOfQuery, readPage } from '../tasks/read-page.ts';
import type { SortDirection, SourceInfo } from '../tasks/source.ts';
import type { Task } from '../tasks/task.ts';
import { type SourceProblemMessage, sourceProblems } from '../telemetry/upstream-channels.ts';
import type { Builder } from './builder.ts';
import { addConnection, type Connection, pageInfoOf } from './connection.ts';
import { invalidCursor } from './errors.ts';
import type { OutcomeTypes } from './outcome.ts';
import { PURE } from './pure.ts';
import type { RequestContext } from './request-context.ts';
import { selectedFields } from './selection.ts';
import type { TaskEnums } from './task.ts';
import { addTaskFilter, readTaskFilter, type TaskFilterInput } from './task-filter.ts';
import { type ArgumentBuilder, readWindow, windowArguments } from './window.ts';

/** A page of the merged list. */
interface TaskConnection extends Connection<Task> {
  readonly totalCount: number | null;
  readonly statusCounts: readonly TaskStatusCount[] | null;
  readonly outcomes: readonly SourceOutcome[];
}

interface TasksArguments {
  readonly first?: number | null | undefined;
  readonly after?: string | null | undefined;
  readonly last?: number | null | undefined;
  readonly before?: string | null | undefined;
  readonly filter?: TaskFilterInput | null | undefined;
  readonly orderBy?: { readonly direction?: SortDirection | null | undefined } | null | undefined;
  readonly partialResults?: 'ALLOW' | 'REJECT' | null | undefined;
}

/** Adds `Query.tasks` and `TaskSource.tasks`: every task of every source in one order. */
export function addTasks(builder: Builder, enums: TaskEnums, { statusCount }: OutcomeTypes): void {
  const filter = addTaskFilter(builder, enums);
  const order = builder.inputType('TaskOrder', {
    description: 'The one order of the merged list, either way round.',
    fields: (t) => ({
      direction: t.field({
        type: enums.orderDirection,
        defaultValue: 'DESC',
        description:
          'By `orderedAt`, then source name, then native id. A task with no `orderedAt` is newer than every other.',
      }),
    }),
  });
  const partialResults = builder.enumType('TaskPartialResults', {
    description: 'What to do with the answer where a source fails.',
    values: {
      ALLOW: { description: "A source that fails is named in `outcomes`, and the others' tasks are served." },
      REJECT: { description: 'A source that fails, in part or in whole, fails the field: PARTIAL_RESULTS.' },
    },
  });
  const connection = addConnection<Task, TaskConnection>(builder, {
    name: 'Task',
    node: 'Task',
    description: 'A page of the merged list.',
    fields: (t) => ({
      totalCount: t.int({
        nullable: true,
        description:
          "Exact, or null where it can't be: a source failed or is PARTIAL, or counting needs more than its scanLimit. Asked of the upstreams only when selected.",
        extensions: PURE,
        resolve: ({ totalCount }) => totalCount,
      }),
      statusCounts: t.field({
        type: [statusCount],
        nullable: { list: true, items: false },
        description: 'Exact, or null as `totalCount`.',
        extensions: PURE,
        resolve: ({ statusCounts }) => statusCounts,
      }),
      outcomes: t.field({
        type: ['TaskSourceOutcome'],
        nullable: { list: false, items: false },
        description: 'Every source that the filter admits, in order of name.',
        extensions: PURE,
        resolve: ({ outcomes }) => outcomes,
      }),
    }),
  });

  const tasksArguments = (arg: ArgumentBuilder) => ({
    ...windowArguments(arg),
    filter: arg({ type: filter, description: 'Which tasks.' }),
    orderBy: arg({ type: order, defaultValue: { direction: 'DESC' }, description: 'Which way round.' }),
    partialResults: arg({ type: partialResults, defaultValue: 'ALLOW', description: 'What a failing source does.' }),
  });
  builder.queryField('tasks', (t) =>
    t.field({
      type: connection,
      nullable: true,
      description: 'Every task of every source in one order.',
      args: tasksArguments(t.arg),
      resolve: (_root, args, context, info) => resolveTasks(context.sources, args, context, info),
    }),
  );
  builder.objectField('TaskSource', 'tasks', (t) =>
    t.field({
      type: connection,
      nullable: true,
      description: 'Query.tasks of this source alone.',
      args: tasksArguments(t.arg),
      resolve: ({ name }, args, context, info) =>
        resolveTasks(
          context.sources.filter((source) => source.name === name),
          args,
          context,
          info,
        ),
    }),
  );
}

async function resolveTasks(
  sources: readonly SourceInfo[],
  args: TasksArguments,
  context: RequestContext,
  info: GraphQLResolveInfo,
): Promise<TaskConnection> {
  context.takePage();
  const { size, from } = readWindow(args);
  const direction = args.orderBy?.direction ?? 'DESC';
  const filter = readTaskFilter(args.filter, context);
  const after = readCursor('after', args.after, { filter, direction });
  const before = readCursor('before', args.before, { filter, direction });
  const selected = selectedFields(info);
  const wantsTotal = selected.has('TaskConnection.totalCount') || selected.has('TaskSourceOutcome.totalCount');
  const wantsStatuses = selected.has('TaskConnection.statusCounts') || selected.has('TaskSourceOutcome.statusCounts');
  const wantsEdges = selected.has('TaskConnection.edges') || selected.has('TaskConnection.nodes');
  const wantsEndCursors = selected.has('PageInfo.startCursor') || selected.has('PageInfo.endCursor');
  // Asked for outcomes alone, the answer is how the sources fare in reading this page.
  const wantsOutcomes = selected.has('TaskConnection.outcomes') && !wantsTotal && !wantsStatuses;

  const request: PageRequest = {
    direction,
    filter,
    after,
    before,
    size,
    from,
    selected,
    now: context.now,
    wanted: {
      edges: wantsEdges || wantsEndCursors || wantsOutcomes,
      cursors: wantsEndCursors || selected.has('TaskEdge.cursor'),
      hasNextPage: selected.has('PageInfo.hasNextPage'),
      hasPreviousPage: selected.has('PageInfo.hasPreviousPage'),
      totalCount: wantsTotal,
      statusCounts: wantsStatuses,
    },
  };
  const admitted = sources.filter(
    ({ name, provider }) => (filter.sources?.has(name) ?? true) && (filter.providers?.has(provider) ?? true),
  );
  const page = await readPage(admitted.map(context.open), request, context.memory);
  for (const { source, problem } of page.outcomes) {
    if (problem) sourceProblems.publish({ source: source.name, code: problem.code } satisfies SourceProblemMessage);
  }
  if (args.partialResults === 'REJECT') rejectPartial(page.outcomes);
  const { edges, hasNextPage, hasPreviousPage, totalCount, statusCounts, outcomes } = page;
  return { edges, pageInfo: pageInfoOf(edges, { hasNextPage, hasPreviousPage }), totalCount, statusCounts, outcomes };
}

function readCursor(
  argument: string,
  text: string | null | undefined,
  query: Pick<PageRequest, 'filter' | 'direction'>,
): TaskCursor | null {
  if (text === null || text === undefined) return null;
  const cursor = decodeCursor(text);
  if (cursor?.query !== hashOfQuery(query)) throw invalidCursor(argument);
  return cursor;
}

function rejectPartial(outcomes: readonly SourceOutcome[]): void {
  const sources = outcomes.flatMap(({ source, problem }) =>
    problem ? [{ source: source.name, code: problem.code }] : [],
  );
  if (sources.length === 0) return;
  throw new GraphQLError(
    `Not every source could be read whole: ${sources.map(({ source, code }) => `${source} (${code})`).join(', ')}.`,
    { extensions: { code: 'PARTIAL_RESULTS', sources } },
  );
}

import type { GraphQLResolveInfo } from 'graphql';
import { pageInfoOf } from '../../graphql/connection.ts';
import { badUserInput, invalidCursor } from '../../graphql/errors.ts';
import {
  givenMembers,
  type ProviderConnection,
  type ProviderReading,
  readProviderList,
} from '../../graphql/provider-connection.ts';
import { queryHash } from '../../graphql/query-hash.ts';
import { selectedFields } from '../../graphql/selection.ts';
import { readWindow } from '../../graphql/window.ts';
import { createTextEncoder, type EncodeText, encodeText } from '../../tasks/base64url.ts';
import { createEdge, type TaskEdge } from '../../tasks/edge.ts';
import { quoted } from '../../tasks/quoted.ts';
import type { SecretTaskFilter } from './client.ts';
import type { CsmsSource, SecretTaskRows } from './source.ts';
import type { CsmsTask } from './task.ts';

/** The arguments of the field, as GraphQL hands them over. */
export interface SecretTaskListArguments {
  readonly filter?:
    | {
        readonly taskId?: string | null | undefined;
        readonly secretName?: string | null | undefined;
        readonly status?: SecretTaskFilter['status'] | null;
      }
    | null
    | undefined;
  readonly first?: number | null | undefined;
  readonly after?: string | null | undefined;
}

/** What the arguments choose: the task with an id, or a list. */
type Choice = { readonly taskId: string } | SecretTaskFilter;

export interface SecretTaskConnection extends ProviderConnection<CsmsTask> {
  /** As of {@link SecretTaskRows}; null where nothing was asked for. */
  readonly upstreamTotal: number | null;
}

/** Pages the list as its upstream does, forward by markers: a cursor holds the id of its edge's task. */
export async function secretTaskConnection(
  source: CsmsSource,
  args: SecretTaskListArguments,
  info: GraphQLResolveInfo,
): Promise<SecretTaskConnection> {
  const choice = choiceOf(args);
  const query = queryHash([info.fieldName, source.info.name, choice]);
  const { size } = readWindow({ first: args.first });
  const marker = markerAt(args.after, query);
  const selected = selectedFields(info);
  // One row more shows whether there is a next page: `total` and `next_marker` don't tell.
  const wanted = size + (selected.has('PageInfo.hasNextPage') ? 1 : 0);
  const limit = selected.has(`${info.returnType.toString()}.upstreamTotal`) ? Math.max(1, wanted) : wanted;

  return await readProviderList(source, givenMembers(args.filter), async (reading) => {
    const { rows, unreadable, total } =
      limit === 0
        ? { rows: [], unreadable: [], total: null }
        : await readRows(source, choice, { marker, limit }, reading);
    const page = rows.slice(0, size);
    reading.note(rows.length, unreadable.slice(0, page.filter((row) => row === null).length));
    let encode: EncodeText | null = null;
    const cursorOf = ({ nativeId }: CsmsTask): string => {
      encode ??= createTextEncoder(beginningOf(query()));
      return encode(`${quoted(nativeId)}]`);
    };
    const edges: TaskEdge<CsmsTask>[] = [];
    for (const node of page) if (node) edges.push(createEdge(node, cursorOf));
    return {
      edges,
      pageInfo: pageInfoOf(edges, { hasNextPage: rows.length > size, hasPreviousPage: marker !== null }),
      totalCount: null,
      upstreamTotal: total,
      outcome: reading.outcome({ totalCount: null }),
    };
  });
}

function readRows(
  source: CsmsSource,
  choice: Choice,
  window: { readonly marker: string | null; readonly limit: number },
  { call }: ProviderReading,
): Promise<SecretTaskRows> {
  return 'taskId' in choice
    ? source.secretTask(choice.taskId, call)
    : source.secretTasks(choice, window, call.onRequest ?? (() => undefined));
}

/** Throws BAD_USER_INPUT for what the upstream forbids. */
function choiceOf({ filter, after }: SecretTaskListArguments): Choice {
  const { taskId, secretName, status } = filter ?? {};
  if (typeof taskId === 'string') {
    if (givenMembers(filter).length > 1 || typeof after === 'string') {
      throw badUserInput('`filter.taskId` goes with no other member of the filter and with no `after`.');
    }
    if (taskId === '') throw badUserInput('`filter.taskId` is empty: give the id of a task.');
    return { taskId };
  }
  if (typeof secretName === 'string' && !/^[a-zA-Z0-9_-]{1,64}$/.test(secretName)) {
    throw badUserInput('`filter.secretName` is no name of a secret: 1 to 64 of a-z, A-Z, 0-9, _ and -.');
  }
  return { ...(secretName ? { secretName } : {}), ...(status ? { status } : {}) };
}

const CURSOR_VERSION = 1;

/**
 * Cursors are opaque, base64url, versioned; an id takes 200 bytes at the most. Of a cursor's text, which goes on with the quoted
 * id and the bracket that closes the list.
 */
function beginningOf(query: string): string {
  return `[${CURSOR_VERSION},${quoted(query)},`;
}

function markerAt(cursor: string | null | undefined, query: () => string): string | null {
  if (cursor === null || cursor === undefined) return null;
  const taskId = decodeMarker(cursor, query());
  if (taskId === null) throw invalidCursor('after');
  return taskId;
}

/** Null for anything that was not encoded for this query. */
function decodeMarker(cursor: string, query: string): string | null {
  if (cursor.length > 512) return null;
  let fields: unknown;
  try {
    fields = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'));
  } catch {
    return null;
  }
  const taskId: unknown = Array.isArray(fields) ? fields[2] : null;
  if (typeof taskId !== 'string' || taskId === '') return null;
  return encodeText(`${beginningOf(query)}${quoted(taskId)}]`) === cursor ? taskId : null;
}

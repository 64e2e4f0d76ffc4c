import type { GraphQLResolveInfo } from 'graphql';
import { upstreamError } from '../../errors.ts';
import { pageInfoOf } from '../../graphql/connection.ts';
import { badUserInput } from '../../graphql/errors.ts';
import { type ListPlace, listCursors } from '../../graphql/list-cursors.ts';
import {
  givenMembers,
  joined,
  type ProviderConnection,
  type ProviderReading,
  readProviderList,
} from '../../graphql/provider-connection.ts';
import { selectedFields } from '../../graphql/selection.ts';
import { readWindow } from '../../graphql/window.ts';
import { createEdges, type Place } from '../../tasks/edge.ts';
import { idOfText, idText } from '../../tasks/id-text.ts';
import { MAX_PAGE_SIZE, type SecretTaskFilter } from './client.ts';
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

/** A place in the list. */
interface MarkedPlace {
  /** Id of a task before it; null for the start of the list. */
  readonly marker: string | null;
  /** How many records from there on it stands behind: none but where those can't be named by an id. */
  readonly skipped: number;
}

/** Pages the list as its upstream does, forward by markers: a cursor holds the id of its edge's task. */
export async function secretTaskConnection(
  source: CsmsSource,
  args: SecretTaskListArguments,
  info: GraphQLResolveInfo,
): Promise<SecretTaskConnection> {
  const choice = choiceOf(args);
  const list = listCursors([info.fieldName, source.info.name, choice], isMarked);
  const { size } = readWindow({ first: args.first });
  const start = startAt(list.decode('after', args.after));
  const selected = selectedFields(info);
  // One row more shows whether there is a next page: `total` and `next_marker` don't tell.
  const wanted = size + (selected.has('PageInfo.hasNextPage') ? 1 : 0);
  const needed = selected.has(`${info.returnType.toString()}.upstreamTotal`) ? Math.max(1, wanted) : wanted;

  return await readProviderList(source, givenMembers(args.filter), async (reading) => {
    const { rows, total } =
      needed === 0 ? { rows: [], total: null } : await readRows(source, choice, start, needed, reading);
    const end = start.skipped + size;
    const page = rows.slice(start.skipped, end);
    const unreadable: string[] = [];
    const tasks: CsmsTask[] = [];
    for (const row of page) {
      if ('unreadable' in row) unreadable.push(row.unreadable);
      else tasks.push(row);
    }
    const edges = createEdges(joined(tasks), (task) => list.encode(placeBehind(task)));
    reading.note(rows.length, unreadable);
    const endAt = (index: number): Place => ({
      get cursor() {
        return list.encode(listPlace(placeOf(rows, start, index)));
      },
    });
    const places = unreadable.length === 0 ? edges : [endAt(start.skipped), endAt(start.skipped + page.length - 1)];
    return {
      edges,
      pageInfo: pageInfoOf(places, {
        hasNextPage: rows.length > end,
        hasPreviousPage: start.marker !== null || start.skipped > 0,
      }),
      totalCount: null,
      upstreamTotal: total,
      outcome: reading.outcome({ totalCount: null }),
    };
  });
}

function readRows(
  source: CsmsSource,
  choice: Choice,
  { marker, skipped }: MarkedPlace,
  needed: number,
  { call }: ProviderReading,
): Promise<SecretTaskRows> {
  if ('taskId' in choice) return source.secretTask(choice.taskId, call);
  const limit = skipped + needed;
  if (limit > MAX_PAGE_SIZE) {
    const message = `What follows ${skipped} records without a usable id can not be reached by an id.`;
    throw upstreamError('INVALID_RESPONSE', message);
  }
  return source.secretTasks(choice, { marker, limit }, call.onRequest ?? (() => undefined));
}

/** The place of a row among those read from `start`'s marker on: named by its own id, else by the last before it that has one. */
function placeOf(rows: SecretTaskRows['rows'], start: MarkedPlace, index: number): MarkedPlace {
  for (let at = index; at >= 0; at -= 1) {
    const marker = rows[at]?.nativeId ?? null;
    if (marker !== null) return { marker, skipped: index - at };
  }
  return { marker: start.marker, skipped: index + 1 };
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

const START: MarkedPlace = { marker: null, skipped: 0 };

function startAt(place: ListPlace | null): MarkedPlace {
  return place === null ? START : { marker: idOfText(place.text) || null, skipped: place.value };
}

/** An id takes 200 bytes at the most. */
function listPlace({ marker, skipped }: MarkedPlace): ListPlace {
  return { value: skipped, text: marker === null ? '' : idText(marker) };
}

function placeBehind({ nativeId }: CsmsTask): ListPlace {
  return listPlace({ marker: nativeId, skipped: 0 });
}

function isMarked({ value, text }: ListPlace): boolean {
  return Number.isSafeInteger(value) && value >= 0 && (value > 0 || text !== '');
}

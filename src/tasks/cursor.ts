import { createHash } from 'node:crypto';
import { seal, unsealed } from '../encoding/sealed.ts';
import { instantNumber, instantOfNumber } from './cursor-instant.ts';
import { idOfText, idText } from './id-text.ts';
import type { TaskKey } from './key.ts';
import type { ScanStart } from './scan-store.ts';

/** A place between two tasks of one query's answer, and what its reading went through to get there. */
export interface TaskCursor {
  /** The task beside it: positions by key, so it holds when that task is gone. */
  readonly key: TaskKey;
  /** Hash of the query that it belongs to: of filter and direction. */
  readonly query: string;
  /** When the oldest scan that the reading used began; null where it used none. */
  readonly scanStart: ScanStart | null;
  /** {@link shortHash} of each source that was missing from the reading so far, or ['*'] for too many to name. */
  readonly missed: readonly string[];
}

const VERSION = 2;

/** A cursor stays under 512 characters: 384 bytes before base64url, of which the longest id may take this many. */
const MAX_NATIVE_ID_BYTES = 200;

/** A UTF-16 unit of an id takes so many bytes at most: the digits of {@link idText}, behind their mark. */
const ID_UNIT_BYTES = 4;

/** What is left of the 384 bytes holds this many short hashes. */
const MAX_MISSED = 12;

/** Whether an id fits a cursor: no upstream documents one that does not. */
export function isCursorable(nativeId: string): boolean {
  if (nativeId.length > MAX_NATIVE_ID_BYTES) return false;
  return (
    nativeId.length * ID_UNIT_BYTES < MAX_NATIVE_ID_BYTES ||
    Buffer.byteLength(idText(nativeId), 'utf8') <= MAX_NATIVE_ID_BYTES
  );
}

/** 24 bits of a source's name: enough to tell the sources of one configuration apart. */
export function shortHash(sourceName: string): string {
  return createHash('sha256').update(sourceName).digest().subarray(0, 3).toString('base64url');
}

/** Whether the reading up to this cursor lacked that source. */
export function hasMissed({ missed }: TaskCursor, sourceName: string): boolean {
  return missed.includes('*') || missed.includes(shortHash(sourceName));
}

/** What the cursors of one answer have in common. */
export type CursorWay = Omit<TaskCursor, 'key'>;

/** No key: whose a cursor is stands in it. */
const KEY = 0;

/** What encodes the cursors of one answer: opaque, base64url, versioned, under 512 characters. */
export function cursorsOf(way: CursorWay): (key: TaskKey) => string {
  const beginning = beginningOf(way);
  return ({ orderedAt, sourceName, nativeId }) =>
    seal({ value: instantNumber(orderedAt), text: `${beginning}${sourceName},${idText(nativeId)}` }, KEY);
}

/**
 * Of a cursor's text, which goes on with the source's name and the id: all members with commas between, the id last, as it may hold
 * one. Sealed with the instant, so that a character changed on the way makes it no cursor.
 */
function beginningOf({ query, scanStart, missed }: CursorWay): string {
  const missing = missed.length > MAX_MISSED || missed.includes('*') ? '*' : missed.join('');
  return `${VERSION},${query},${scanStart?.at ?? ''},${scanStart?.replica ?? ''},${missing},`;
}

const TEXT = new RegExp(String.raw`^${VERSION},([\w-]*),(\d*),([\w-]*),([\w*-]*),([a-z0-9-]*),(.*)$`, 's');

/** Null for anything that {@link cursorsOf} did not make. */
export function decodeCursor(cursor: string): TaskCursor | null {
  if (cursor.length > 512) return null;
  const { value = 0, text = '' } = unsealed(cursor, KEY) ?? {};
  const orderedAt = instantOfNumber(value);
  const [, query, scanAt, replica, missing, sourceName, id] = TEXT.exec(text) ?? [];
  if (
    query === undefined ||
    scanAt === undefined ||
    replica === undefined ||
    missing === undefined ||
    sourceName === undefined ||
    id === undefined ||
    orderedAt === undefined ||
    !Number.isSafeInteger(Number(scanAt))
  ) {
    return null;
  }
  return {
    key: { orderedAt, sourceName, nativeId: idOfText(id) },
    query,
    scanStart: scanAt === '' ? null : { at: Number(scanAt), replica },
    missed: missing === '*' ? ['*'] : (missing.match(/.{1,4}/g) ?? []),
  };
}

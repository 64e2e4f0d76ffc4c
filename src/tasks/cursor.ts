import { createHash } from 'node:crypto';
import { createSealedEncoder, type EncodeText, unsealed } from './base64url.ts';
import type { TaskKey } from './key.ts';
import { isPlain, quoted } from './quoted.ts';
import type { ScanStart } from './scan-store.ts';

/** A place between two tasks of one query's answer, and what its reading went through to get there. */
export interface TaskCursor {
  /** The task beside it: positions by key, so it holds when that task is gone. */
  readonly key: TaskKey;
  /** Hash of the query that it belongs to: of filter and direction, or of a provider list's arguments. */
  readonly query: string;
  /** When the oldest scan that the reading used began; null where it used none. */
  readonly scanStart: ScanStart | null;
  /** {@link shortHash} of each source that was missing from the reading so far, or ['*'] for too many to name. */
  readonly missed: readonly string[];
}

const VERSION = 1;

/** A cursor stays under 512 characters: 384 bytes before base64url, of which the longest id may take this many. */
const MAX_NATIVE_ID_BYTES = 200;

/** What is left of the 384 bytes holds this many short hashes. */
const MAX_MISSED = 12;

/** Whether an id fits a cursor: no upstream documents one that does not. */
export function isCursorable(nativeId: string): boolean {
  if (nativeId.length > MAX_NATIVE_ID_BYTES) return false;
  // Quoted, and each of its UTF-16 units escaped, it takes this many at most.
  if (nativeId.length * 6 + 2 <= MAX_NATIVE_ID_BYTES) return true;
  if (nativeId.length + 2 <= MAX_NATIVE_ID_BYTES && isPlain(nativeId)) return true;
  return Buffer.byteLength(JSON.stringify(nativeId), 'utf8') <= MAX_NATIVE_ID_BYTES;
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

/**
 * Encodes the cursors of one answer: opaque, base64url, versioned, under 512 characters.
 * @param way asked for with the first cursor: most answers are read without any.
 */
export function createCursorEncoder(way: () => CursorWay): (key: TaskKey) => string {
  let around: readonly [encode: EncodeText, tail: string] | null = null;
  return ({ orderedAt, sourceName, nativeId }) => {
    around ??= textAround(way());
    const [encode, tail] = around;
    return encode(`${orderedAt},${quoted(sourceName)},${quoted(nativeId)}${tail}`);
  };
}

/**
 * The text of a JSON list but for the key, put together by hand: a page may hold hundreds. It goes out sealed, so that a
 * character changed on the way makes it no cursor.
 */
function textAround({ query, scanStart, missed }: CursorWay): readonly [encode: EncodeText, tail: string] {
  const missing = missed.length > MAX_MISSED || missed.includes('*') ? '*' : missed.join('');
  return [
    createSealedEncoder(`[${VERSION},${quoted(query)},`),
    `,${scanStart?.at ?? null},${quoted(scanStart?.replica ?? '')},${quoted(missing)}]`,
  ];
}

/** Null for anything that {@link createCursorEncoder} did not make. */
export function decodeCursor(text: string): TaskCursor | null {
  if (text.length > 512 || !/^[A-Za-z0-9_-]+$/.test(text)) return null;
  const json = unsealed(text);
  if (json === null) return null;
  let fields: unknown;
  try {
    fields = JSON.parse(json);
  } catch {
    // Sealed by accident, or by another program.
    return null;
  }
  if (!Array.isArray(fields) || fields.length !== 8) return null;
  const [version, query, orderedAt, sourceName, nativeId, scanAt, replica, missing] = fields as readonly unknown[];
  if (
    version !== VERSION ||
    typeof query !== 'string' ||
    !(orderedAt === null || Number.isSafeInteger(orderedAt)) ||
    typeof sourceName !== 'string' ||
    typeof nativeId !== 'string' ||
    !(scanAt === null || Number.isSafeInteger(scanAt)) ||
    typeof replica !== 'string' ||
    typeof missing !== 'string'
  ) {
    return null;
  }
  return {
    key: { orderedAt: orderedAt as number | null, sourceName, nativeId },
    query,
    scanStart: scanAt === null ? null : { at: scanAt as number, replica },
    missed: missing === '*' ? ['*'] : (missing.match(/.{1,4}/g) ?? []),
  };
}

import { asciiBytes } from './ascii-bytes.ts';

/** Texts as bytes behind one another, for one call to encode all of them: by themselves, the calls take most of the time. */
export interface Rows {
  readonly bytes: Buffer;
  /** Where each begins, which is where a word of 4 bytes does and a group of 3: zeros go from its end to there. */
  readonly starts: readonly number[];
  readonly ends: readonly number[];
}

const GROUP = 3;
const WORD = 4;
const STRIDE = GROUP * WORD;
/** By how many. */
const ZEROS = Array.from({ length: STRIDE }, (_, count) => '\0'.repeat(count));

/** In UTF-8, each behind the same head. */
export function layRows(texts: readonly string[], head: string): Rows {
  return layAsciiRows(texts, head) ?? layAnyRows(texts, head);
}

function layAsciiRows(texts: readonly string[], head: string): Rows | null {
  const starts: number[] = [];
  const ends: number[] = [];
  // As V8 adds texts, this is faster than to join them.
  let all = '';
  let at = 0;
  for (const text of texts) {
    const end = at + head.length + text.length;
    starts.push(at);
    ends.push(end);
    at = roundUp(end);
    all += head + text + ZEROS[at - end];
  }
  const bytes = asciiBytes([all]);
  return bytes && { bytes, starts, ends };
}

function layAnyRows(texts: readonly string[], head: string): Rows {
  const rows = texts.map((text) => Buffer.from(head + text, 'utf8'));
  const starts: number[] = [];
  let length = 0;
  for (const row of rows) {
    starts.push(length);
    length = roundUp(length + row.length);
  }
  const bytes = Buffer.alloc(length);
  const ends = rows.map((row, index) => {
    const start = starts[index] ?? 0;
    return start + row.copy(bytes, start);
  });
  return { bytes, starts, ends };
}

function roundUp(length: number): number {
  const filled = length + STRIDE - 1;
  return filled - (filled % STRIDE);
}

/** Each row as base64url. */
export function encodeRows({ bytes, starts, ends }: Rows): readonly string[] {
  const encoded = bytes.toString('base64url');
  return starts.map((start, index) => encoded.slice(encodedLength(start), encodedLength(ends[index] ?? start)));
}

/** Without padding. */
function encodedLength(byteLength: number): number {
  return Math.ceil((byteLength * (GROUP + 1)) / GROUP);
}

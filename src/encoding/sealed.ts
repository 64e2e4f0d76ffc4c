import { encodeRows, layRows } from './rows.ts';

/** What a sealed text holds. */
export interface Sealable {
  readonly value: number;
  readonly text: string;
}

/** The seal in 4 bytes, the number in 8, then the text. */
const VALUE_AT = 4;
const TEXT_AT = 12;
const BLANK = '\0'.repeat(TEXT_AT);

const WORD = Int32Array.BYTES_PER_ELEMENT;

/**
 * Encodes each as base64url, opaque to those who have it, under a checksum of the whole.
 * @param key a whole number of 32 bits: what is sealed with one is nothing with another.
 */
export function seal(contents: readonly Sealable[], key: number): readonly string[] {
  const rows = layRows(
    contents.map(({ text }) => text),
    BLANK,
  );
  const { bytes, starts, ends } = rows;
  // A buffer begins where a word can, also one that is cut from Node's pool.
  const words = new Int32Array(bytes.buffer, bytes.byteOffset, bytes.length / WORD);
  contents.forEach(({ value }, index) => {
    const start = starts[index] ?? 0;
    bytes.writeDoubleLE(value, start + VALUE_AT);
    words[start / WORD] = checksum(words, start, ends[index] ?? start, key);
  });
  return encodeRows(rows);
}

/** Null for anything that {@link seal} did not make with this key. */
export function unsealed(sealed: string, key: number): Sealable | null {
  const bytes = Buffer.from(sealed, 'base64url');
  if (bytes.length < TEXT_AT || bytes.toString('base64url') !== sealed) return null;
  const words = new Int32Array(Math.ceil(bytes.length / WORD));
  Buffer.from(words.buffer).set(bytes);
  if (words[0] !== checksum(words, 0, bytes.length, key)) return null;
  return { value: bytes.readDoubleLE(VALUE_AT), text: bytes.toString('utf8', TEXT_AT) };
}

/**
 * Of a row's words but the first, of its length and the key: no change of one byte, or of two side by side, leaves it as it was. By
 * words, in JavaScript: a call of node:zlib's crc32 took as long as all the rest.
 */
function checksum(words: Int32Array, start: number, end: number, key: number): number {
  let sum = key ^ (end - start);
  for (let at = start / WORD + 1; at * WORD < end; at += 1) sum = Math.imul(sum ^ (words[at] ?? 0), 0x85ebca6b);
  return sum;
}

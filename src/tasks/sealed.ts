import { ROOM, UNIT_BYTES } from './base64url.ts';

/** Encodes a number, and a text behind a prefix that it shares with others. */
export type EncodeSealed = (value: number, rest: string) => string;

/** What a sealed text holds: the prefix and the rest are one text. */
export interface Unsealed {
  readonly value: number;
  readonly text: string;
}

/** The seal in 4 bytes, the number in 8, then the text. */
const VALUE_AT = 4;
const TEXT_AT = 12;

/**
 * Encodes as base64url, under a checksum of the whole. A page may hold hundreds of cursors: no more of each is written than what
 * differs, to a buffer that is there, and its checksum goes by words. A call of node:zlib's took as long as all the rest.
 */
export function createSealedEncoder(prefix: string, room = ROOM): EncodeSealed {
  const start = TEXT_AT + Buffer.byteLength(prefix, 'utf8');
  const words = new Int32Array(wordsOf(start + room));
  const buffer = Buffer.from(words.buffer);
  buffer.write(prefix, TEXT_AT, 'utf8');
  return (value, rest) => {
    const needed = rest.length * UNIT_BYTES;
    if (needed > room) return createSealedEncoder(prefix, needed)(value, rest);
    buffer.writeDoubleLE(value, VALUE_AT);
    const end = start + buffer.write(rest, start, 'utf8');
    // What an earlier one left in the last word.
    for (let at = end; at % Int32Array.BYTES_PER_ELEMENT !== 0; at += 1) buffer[at] = 0;
    words[0] = checksum(words, end);
    return buffer.toString('base64url', 0, end);
  };
}

/** Null for anything that {@link createSealedEncoder} did not make. */
export function unsealed(sealed: string): Unsealed | null {
  const bytes = Buffer.from(sealed, 'base64url');
  if (bytes.length < TEXT_AT || bytes.toString('base64url') !== sealed) return null;
  const words = new Int32Array(wordsOf(bytes.length));
  Buffer.from(words.buffer).set(bytes);
  if (words[0] !== checksum(words, bytes.length)) return null;
  return { value: bytes.readDoubleLE(VALUE_AT), text: bytes.toString('utf8', TEXT_AT) };
}

function wordsOf(byteLength: number): number {
  return Math.ceil(byteLength / Int32Array.BYTES_PER_ELEMENT);
}

/** Of all words but the first, and of the length: no change of one byte, or of two side by side, leaves it as it was. */
function checksum(words: Int32Array, byteLength: number): number {
  const end = wordsOf(byteLength);
  let sum = byteLength;
  for (let at = 1; at < end; at += 1) sum = Math.imul(sum ^ (words[at] ?? 0), 0x85ebca6b);
  return sum;
}

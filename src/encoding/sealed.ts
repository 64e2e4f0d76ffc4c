/** What a sealed text holds. */
export interface Sealable {
  readonly value: number;
  readonly text: string;
}

/** The seal in 4 bytes, the number in 8, then the text. */
const VALUE_AT = 4;
const TEXT_AT = 12;

const WORD = Int32Array.BYTES_PER_ELEMENT;
/** In UTF-8, of a UTF-16 unit, at most. */
const UNIT_BYTES = 3;

/** Bytes, and the same as words of 32 bits. */
interface Room {
  readonly bytes: Buffer;
  readonly words: Int32Array;
}

/** For one after the other: to make room for each takes most of the time. Longer texts than a cursor's get their own. */
const shared = createRoom(1024);

function createRoom(length: number): Room {
  const words = new Int32Array(Math.ceil(length / WORD));
  return { bytes: Buffer.from(words.buffer), words };
}

function roomFor(text: string): Room {
  const length = TEXT_AT + UNIT_BYTES * text.length + WORD;
  return length <= shared.bytes.length ? shared : createRoom(length);
}

/**
 * As base64url, opaque to those who have it, under a checksum of the whole.
 * @param key a whole number of 32 bits: what is sealed with one is nothing with another.
 */
export function seal({ value, text }: Sealable, key: number): string {
  const { bytes, words } = roomFor(text);
  bytes.writeDoubleLE(value, VALUE_AT);
  const end = TEXT_AT + bytes.write(text, TEXT_AT);
  for (let at = end; at % WORD !== 0; at += 1) bytes[at] = 0;
  words[0] = checksum(words, end, key);
  return bytes.toString('base64url', 0, end);
}

/** Null for anything that {@link seal} did not make with this key. */
export function unsealed(sealed: string, key: number): Sealable | null {
  const bytes = Buffer.from(sealed, 'base64url');
  if (bytes.length < TEXT_AT || bytes.toString('base64url') !== sealed) return null;
  const words = new Int32Array(Math.ceil(bytes.length / WORD));
  Buffer.from(words.buffer).set(bytes);
  if (words[0] !== checksum(words, bytes.length, key)) return null;
  return { value: bytes.readDoubleLE(VALUE_AT), text: bytes.toString('utf8', TEXT_AT) };
}

/**
 * Of all words but the first, of the length in bytes and the key: no change of one byte, or of two side by side, leaves it as it
 * was. By words, in JavaScript: a call of node:zlib's crc32 took as long as all the rest.
 */
function checksum(words: Int32Array, end: number, key: number): number {
  let sum = key ^ end;
  for (let at = 1; at * WORD < end; at += 1) sum = Math.imul(sum ^ (words[at] ?? 0), 0x85ebca6b);
  return sum;
}

/** What a sealed text holds. */
export interface Sealable {
  readonly value: number;
  readonly text: string;
}

/** The seal in 4 bytes, the number in 8, then the text. */
const VALUE_AT = 4;
const TEXT_AT = 12;
/** A whole number of 32 bits alone takes 4 bytes behind the seal, both with the highest byte first. */
const SHORT_LENGTH = 8;

const WORD = Int32Array.BYTES_PER_ELEMENT;
/** In UTF-8, of a UTF-16 unit, at most. */
const UNIT_BYTES = 3;

/** The same bytes, as each of those who write them has them. */
interface Room {
  readonly bytes: Buffer;
  readonly words: Int32Array;
  readonly view: DataView;
}

/** For one after the other: to make room for each takes most of the time. Longer texts than a cursor's get their own. */
const shared = createRoom(1024);

function createRoom(length: number): Room {
  const words = new Int32Array(Math.ceil(length / WORD));
  return { bytes: Buffer.from(words.buffer), words, view: new DataView(words.buffer) };
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
  if (text === '' && Object.is(value | 0, value)) return shortSeal(value, key);
  const { bytes, words, view } = roomFor(text);
  view.setFloat64(VALUE_AT, value, true);
  const end = TEXT_AT + bytes.write(text, TEXT_AT);
  for (let at = end; at % WORD !== 0; at += 1) bytes[at] = 0;
  words[0] = checksum(words, end, key);
  return bytes.toString('base64url', 0, end);
}

const LETTERS = Buffer.from('ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_');

/** Of a whole number alone, as an offset is. In JavaScript: to call what is native takes several times as long. */
function shortSeal(value: number, key: number): string {
  const sum = mixed(key ^ SHORT_LENGTH, value);
  return String.fromCharCode(
    letter(sum >>> 26),
    letter(sum >>> 20),
    letter(sum >>> 14),
    letter(sum >>> 8),
    letter(sum >>> 2),
    letter((sum << 4) | (value >>> 28)),
    letter(value >>> 22),
    letter(value >>> 16),
    letter(value >>> 10),
    letter(value >>> 4),
    letter(value << 2),
  );
}

/** For the lowest six bits. */
function letter(bits: number): number {
  return LETTERS[bits & 63] ?? 0;
}

/** Null for anything that {@link seal} did not make with this key. */
export function unsealed(sealed: string, key: number): Sealable | null {
  const bytes = Buffer.from(sealed, 'base64url');
  const content = contentOf(bytes);
  return content && seal(content, key) === sealed ? content : null;
}

function contentOf(bytes: Buffer): Sealable | null {
  if (bytes.length === SHORT_LENGTH) return { value: bytes.readInt32BE(VALUE_AT), text: '' };
  if (bytes.length < TEXT_AT) return null;
  return { value: bytes.readDoubleLE(VALUE_AT), text: bytes.toString('utf8', TEXT_AT) };
}

/**
 * Of all words but the first, of the length in bytes and the key: no change of one byte, or of two side by side, leaves it as it
 * was. By words, in JavaScript: a call of node:zlib's crc32 took as long as all the rest.
 */
function checksum(words: Int32Array, end: number, key: number): number {
  let sum = key ^ end;
  for (let at = 1; at * WORD < end; at += 1) sum = mixed(sum, words[at] ?? 0);
  return sum;
}

function mixed(sum: number, word: number): number {
  return Math.imul(sum ^ word, 0x85ebca6b);
}

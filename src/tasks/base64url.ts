import { crc32 } from 'node:zlib';

/** A text as what is sent opaque: its UTF-8 as base64url. */
export type EncodeText = (text: string) => string;

/** Bytes that nearly all ids and cursors fit, behind what they have in common. */
const ROOM = 400;

/** A UTF-16 unit takes so many bytes at most. */
const UNIT_BYTES = 3;

const CHECKSUM_BYTES = 4;

/** One text by itself. */
export const encodeText: EncodeText = (text) => Buffer.from(text, 'utf8').toString('base64url');

/**
 * Encodes texts that begin with `prefix`, given what comes behind it: a page's ids and cursors have much in common, and so no
 * more of each is written than what differs, to a buffer that is there.
 */
export function createTextEncoder(prefix: string): EncodeText {
  const { start, end, textTo } = createBuffer(prefix, 0);
  return (rest) => {
    return start + rest.length * UNIT_BYTES > end ? encodeText(prefix + rest) : textTo(rest);
  };
}

/** As {@link createTextEncoder}, with a checksum of the whole text in 4 bytes before it. */
export function createSealedEncoder(prefix: string): EncodeText {
  const { buffer, start, end, textTo } = createBuffer(prefix, CHECKSUM_BYTES);
  const begun = crc32(prefix);
  return (rest) => {
    const checksum = crc32(rest, begun);
    buffer.writeUint32BE(checksum);
    if (start + rest.length * UNIT_BYTES <= end) return textTo(rest);
    return Buffer.concat([buffer.subarray(0, CHECKSUM_BYTES), Buffer.from(prefix + rest, 'utf8')]).toString(
      'base64url',
    );
  };
}

/** The text under its checksum; null where that is another's. */
export function unsealed(sealed: string): string | null {
  const text = Buffer.from(sealed, 'base64url').subarray(CHECKSUM_BYTES).toString('utf8');
  return seal(text) === sealed ? text : null;
}

const seal = createSealedEncoder('');

function createBuffer(prefix: string, before: number) {
  const start = before + Buffer.byteLength(prefix, 'utf8');
  const buffer = Buffer.allocUnsafe(start + ROOM);
  buffer.write(prefix, before, 'utf8');
  return {
    buffer,
    start,
    end: buffer.length,
    textTo: (rest: string): string => buffer.toString('base64url', 0, start + buffer.write(rest, start, 'utf8')),
  };
}

/** A text as what is sent opaque: its UTF-8 as base64url. */
export type EncodeText = (text: string) => string;

/** Bytes that nearly all ids and cursors fit, behind what they have in common. */
export const ROOM = 400;

/** A UTF-16 unit takes so many bytes at most. */
export const UNIT_BYTES = 3;

/** One text by itself. */
export const encodeText: EncodeText = (text) => Buffer.from(text, 'utf8').toString('base64url');

/**
 * Encodes texts that begin with `prefix`, given what comes behind it: a page's ids and cursors have much in common, and so no
 * more of each is written than what differs, to a buffer that is there.
 */
export function createTextEncoder(prefix: string): EncodeText {
  const start = Buffer.byteLength(prefix, 'utf8');
  const buffer = Buffer.allocUnsafe(start + ROOM);
  buffer.write(prefix, 'utf8');
  return (rest) => {
    if (rest.length * UNIT_BYTES > ROOM) return encodeText(prefix + rest);
    return buffer.toString('base64url', 0, start + buffer.write(rest, start, 'utf8'));
  };
}

/** Holds what ids and cursors are made of: written to and read from in one go, so that none allocates a buffer of its own. */
const scratch = Buffer.allocUnsafe(4096);

/** The UTF-8 of a text as base64url, behind 4 bytes for a number where one is given. */
export function toBase64url(text: string, checksum: number | null = null): string {
  const start = checksum === null ? 0 : 4;
  // A UTF-16 unit takes 3 bytes at most.
  const buffer = start + text.length * 3 <= scratch.length ? scratch : Buffer.allocUnsafe(start + text.length * 3);
  if (checksum !== null) buffer.writeUint32BE(checksum);
  return buffer.toString('base64url', 0, start + buffer.write(text, start, 'utf8'));
}

/** Before an id that is written as the hexadecimal digits of its UTF-16 units. */
const MARK = '"';

/** An id as it stands in the text of a cursor, behind all else: UTF-8 has no half of a surrogate pair, which JSON does. */
export function idText(nativeId: string): string {
  if (nativeId.isWellFormed() && !nativeId.startsWith(MARK)) return nativeId;
  return `${MARK}${Buffer.from(nativeId, 'utf16le').toString('hex')}`;
}

/** The id of {@link idText}. */
export function idOfText(text: string): string {
  return text.startsWith(MARK) ? Buffer.from(text.slice(MARK.length), 'hex').toString('utf16le') : text;
}

import { isAscii } from 'node:buffer';

/** A text that V8 keeps as one byte a character has none, and is not looked through for them. */
const BEYOND_A_BYTE = /[\u0100-\uffff]/;

/** Texts behind one another as bytes; null where they are not ASCII. UTF-8 is the same then, and takes twice as long to write. */
export function asciiBytes(texts: readonly string[]): Buffer | null {
  let length = 0;
  for (const text of texts) {
    if (BEYOND_A_BYTE.test(text)) return null;
    length += text.length;
  }
  const bytes = Buffer.allocUnsafe(length);
  let at = 0;
  for (const text of texts) at += bytes.write(text, at, 'latin1');
  return isAscii(bytes) ? bytes : null;
}

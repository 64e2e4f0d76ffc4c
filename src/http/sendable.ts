import { z } from 'zod';

/** What Node and undici take for the value of a header: a byte each, none of them a control character but the tab. */
const HEADER_VALUE = /^[\t -~\u0080-\u00ff]*$/;
/** What undici takes for a path: a byte each, no blank and no control character. */
const PATH = /^\/[!-\u00ff]*$/;

export function isHeaderValue(value: string): boolean {
  return HEADER_VALUE.test(value);
}

export function isPath(path: string): boolean {
  return PATH.test(path);
}

const REASON = "a file's or variable's last line end is often the reason";

/** A setting that is sent in a header as it is, such as a token. */
export const headerText = z
  .string()
  .min(1)
  .regex(HEADER_VALUE, `holds a line end or another character that no header can carry; ${REASON}`);

/**
 * A setting that is sent encoded, in any letters: names and passwords. Control characters are in none: RFC 7617 (2) and
 * RFC 6749 (appendix A) rule them out, and to be refused for one too often locks an account.
 */
export const encodedText = z
  .string()
  .min(1)
  .regex(/^[^\p{Cc}\p{Cs}]*$/u, `holds a line end or another control character; ${REASON}`);

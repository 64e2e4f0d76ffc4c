/** Longer filters than this many characters, encoded, risk the 8 KiB that gateways commonly allow a request line. */
export const LONGEST_FILTER = 6000;

/** A text as a filter expression holds it, with the two escapes that "Standard Collection Parameters" documents: `\\` and `\"`. */
function stringLiteral(text: string): string {
  return `"${text.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`;
}

/** `field in ("a","b")`. */
export function inList(field: string, values: readonly string[]): string {
  return `${field} in (${values.map(stringLiteral).join(',')})`;
}

/** The same as it stands in a URL: spaces are %20 and quotes %22, as documented. */
export function inListPath(field: string, values: readonly string[]): string {
  return encodeURIComponent(inList(field, values));
}

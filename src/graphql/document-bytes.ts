import type { DocumentNode } from 'graphql';

/** With its node and their place in the text; measured on Node 24: fields alone take 490, most of what else there is 180 to 330. */
const BYTES_A_TOKEN = 500;
/** Of the text, in two forms that both stay, two bytes each where they are not Latin. */
const BYTES_A_CHARACTER = 5;

/** What a parsed document takes in memory, in bytes, at the most. */
export function documentBytes({ loc }: DocumentNode): number {
  // Comments with them, which stay too, and which the parser's own count leaves out.
  let tokens = 1;
  for (let token = loc?.startToken; token?.next; token = token.next) tokens += 1;
  return tokens * BYTES_A_TOKEN + (loc?.source.body.length ?? 0) * BYTES_A_CHARACTER;
}

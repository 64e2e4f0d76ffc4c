import type { Bytes } from './chunks.ts';

/** Undefined where a text is no JSON. */
export function parseJson(text: string | Bytes): unknown {
  try {
    return JSON.parse(text.toString());
  } catch {
    return undefined;
  }
}

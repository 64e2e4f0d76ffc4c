import { readFileSync } from 'node:fs';
import { whenAsked } from '../when-asked.ts';
import type { Bytes } from './chunks.ts';

/** Where a text's records are, and what of them is to be parsed at once. */
export interface SplitPlan {
  /** Objects and lists around a record. */
  readonly depth: number;
  /** Members of a record that stay in it though they are nested: each name in UTF-8 behind its length. */
  readonly names: Buffer;
}

/** A JSON text in two parts. */
export interface Split {
  /** What is to be parsed at once. */
  readonly short: string;
  /** Where what was left out lies, as 32-bit integers, the lowest byte first: see `assembly/splitter.ts`. */
  readonly table: Buffer;
}

export type Splitter = (text: Bytes, plan: SplitPlan) => Split | null;

/** In bytes, of a text that can be split: it takes memory of 14 times as much at most, which is never given back. */
export const LONGEST_TEXT = 4 * 1024 * 1024;

const PAGE_BYTES = 64 * 1024;
const BLOCK_BYTES = 64;

/** Addresses. At 0 is nothing: it stands for none. */
const NAMES_AT = BLOCK_BYTES;
const TEXT_AT = 4096;

const loaded = whenAsked(loadSplitter);

/**
 * Null for a text that is no JSON, as far as that was seen.
 * @param text no longer than {@link LONGEST_TEXT}.
 */
export function split(text: Bytes, plan: SplitPlan): Split | null {
  return loaded()(text, plan);
}

/** A splitter with a memory of its own. */
export function loadSplitter(): Splitter {
  const binary = readFileSync(new URL('splitter.wasm', import.meta.url));
  const memory = new WebAssembly.Memory({ initial: 1 });
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(binary), { env: { memory } });
  const splitText = exports['split'] as (...given: readonly number[]) => number;
  const endOfTable = exports['endOfTable'] as () => number;
  let bytes = Buffer.from(memory.buffer);

  return (text, { depth, names }) => {
    const namesEnd = NAMES_AT + names.length;
    const textEnd = TEXT_AT + text.length;
    const shortAt = aligned(textEnd + BLOCK_BYTES);
    const tableAt = aligned(shortAt + 7 * text.length);
    // What is not written to takes no memory.
    const end = tableAt + 6 * text.length + BLOCK_BYTES;
    if (end > bytes.length) {
      memory.grow(Math.ceil((end - bytes.length) / PAGE_BYTES));
      bytes = Buffer.from(memory.buffer);
    }
    names.copy(bytes, NAMES_AT);
    text.copy(bytes, TEXT_AT);
    const shortEnd = splitText(TEXT_AT, textEnd, depth, NAMES_AT, namesEnd, shortAt, tableAt);
    if (shortEnd === 0) return null;
    const tableEnd = endOfTable();
    const table = Buffer.allocUnsafe(tableEnd - tableAt);
    bytes.copy(table, 0, tableAt, tableEnd);
    return { short: bytes.toString('utf8', shortAt, shortEnd), table };
  };
}

function aligned(address: number): number {
  return Math.ceil(address / BLOCK_BYTES) * BLOCK_BYTES;
}

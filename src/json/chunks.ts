/** A text in UTF-8, in one piece or in several. */
export type Bytes = Buffer | Chunks;

/** Some bytes of a text, and others around them. */
export interface Span {
  readonly bytes: Buffer;
  /** Where in the text the first of them is. */
  readonly from: number;
}

/**
 * A text in the pieces that it came in. Put together they would take their room once more: of its own for each text, and outside of
 * V8's heap, where what is allocated brings on the next look through all of that.
 */
export class Chunks {
  readonly length: number;
  readonly #pieces: readonly Buffer[];

  constructor(pieces: readonly Buffer[]) {
    this.#pieces = pieces;
    this.length = pieces.reduce((length, piece) => length + piece.length, 0);
  }

  /** As Buffer's. */
  copy(target: Buffer, at: number): void {
    let end = at;
    for (const piece of this.#pieces) end += piece.copy(target, end);
  }

  toString(): string {
    return Buffer.concat(this.#pieces, this.length).toString();
  }

  /** The piece that the bytes from `start` to `end` lie in; of those that lie in several, a copy. */
  around(start: number, end: number): Span {
    const parts: Buffer[] = [];
    let from = 0;
    for (const piece of this.#pieces) {
      const to = from + piece.length;
      if (from <= start && end <= to) return { bytes: piece, from };
      if (start < to && from < end) parts.push(piece.subarray(Math.max(0, start - from), end - from));
      from = to;
    }
    return { bytes: Buffer.concat(parts), from: start };
  }
}

/** In bytes, on average. Pieces no longer than that are put together: each is looked at to find a place, and is an object of its own. */
const SMALL_PIECE = 4096;

/** A text that came in pieces; one of many small ones, as an upstream may cut it, is put together. */
export function bytesOf(pieces: readonly Buffer[]): Bytes {
  const [only] = pieces;
  if (only && pieces.length === 1) return only;
  const chunks = new Chunks(pieces);
  return chunks.length <= SMALL_PIECE * pieces.length ? Buffer.concat(pieces) : chunks;
}

/** What of a text holds the bytes from `start` to `end`. */
export function around(text: Bytes, start: number, end: number): Span {
  return text instanceof Chunks ? text.around(start, end) : { bytes: text, from: 0 };
}

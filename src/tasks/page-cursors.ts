/** The cursors of one page, made when they are read: most callers read those of its ends alone, others all of them. */
export class PageCursors {
  readonly #length: number;
  readonly #encode: EncodePlaces;
  #all: readonly string[] | null = null;

  constructor(length: number, encode: EncodePlaces) {
    this.#length = length;
    this.#encode = encode;
  }

  /** @param index of a place in the page, from 0 on. */
  at(index: number): string {
    const isEnd = index === 0 || index === this.#length - 1;
    if (this.#all === null && isEnd) return this.#encode(index, index + 1)[0] ?? '';
    this.#all ??= this.#encode(0, this.#length);
    return this.#all[index] ?? '';
  }
}

/** Makes the cursors of the places from one index up to another, which is not among them. */
export type EncodePlaces = (from: number, to: number) => readonly string[];

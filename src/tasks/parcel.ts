/** What a DataLoader hands on once: it remembers its last batch, which would keep all that was read for as long as the request. */
export class Parcel<T> {
  #content: { readonly value: T } | null;

  constructor(value: T) {
    this.#content = { value };
  }

  /** The first time only. */
  take(): T {
    if (!this.#content) throw new Error('a parcel was taken twice');
    const { value } = this.#content;
    this.#content = null;
    return value;
  }
}

/** Whether a caller has gone, and why: what is used here of an AbortSignal, which is one. */
export interface Leave {
  readonly aborted: boolean;
  readonly reason: unknown;
  throwIfAborted(): void;
  addEventListener(type: 'abort', listener: () => void, options?: { readonly once: true }): void;
  removeEventListener(type: 'abort', listener: () => void): void;
}

/** Stands in for an AbortController with its signal, which cost several times as much to make and to listen to. */
export class Scope implements Leave {
  aborted = false;
  reason: unknown = undefined;
  /** Most are never listened to. */
  #listeners: (() => void)[] | null = null;

  throwIfAborted(): void {
    if (this.aborted) throw this.reason;
  }

  /** Once only: nothing is aborted twice. */
  addEventListener(_type: 'abort', listener: () => void): void {
    // A list of one takes no more room than that, where a first push would make room for many.
    if (this.#listeners) this.#listeners.push(listener);
    else this.#listeners = [listener];
  }

  removeEventListener(_type: 'abort', listener: () => void): void {
    const index = this.#listeners?.indexOf(listener) ?? -1;
    if (index !== -1) this.#listeners?.splice(index, 1);
  }

  abort(reason: unknown): void {
    if (this.aborted) return;
    this.aborted = true;
    this.reason = reason;
    const listeners = this.#listeners;
    this.#listeners = null;
    for (const listener of listeners ?? []) listener();
  }
}

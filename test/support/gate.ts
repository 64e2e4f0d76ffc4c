/** What waits until a test lets it pass. */
export interface Gate<T> {
  readonly passed: Promise<T>;
  open(value: T): void;
}

export function gate<T>(): Gate<T> {
  const { promise, resolve } = Promise.withResolvers<T>();
  return { passed: promise, open: resolve };
}

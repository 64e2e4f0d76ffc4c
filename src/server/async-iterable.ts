/** Whether a result comes piece by piece. As Yoga's own, which is not loaded for it. */
export function isAsyncIterable(result: unknown): result is AsyncIterable<unknown> {
  return typeof result === 'object' && result !== null && Symbol.asyncIterator in result;
}

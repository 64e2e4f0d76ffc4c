/** An instant, in epoch milliseconds or none, as the number that a cursor is sealed with. */
export function instantNumber(instant: number | null): number {
  return instant ?? Number.NaN;
}

/** The instant of {@link instantNumber}; undefined for a number that is none of those. */
export function instantOfNumber(value: number): number | null | undefined {
  if (Number.isNaN(value)) return null;
  return Number.isSafeInteger(value) ? value : undefined;
}

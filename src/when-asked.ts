/** Makes something when it is first asked for, and once: for what most of those who hold it never ask for. */
export function whenAsked<T extends NonNullable<unknown>>(make: () => T): () => T {
  let made: T | null = null;
  return () => {
    made ??= make();
    return made;
  };
}

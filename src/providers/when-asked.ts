/** Makes something when it is first asked for, once: most of what one request could look up is never looked up. */
export function whenAsked<T extends object>(make: () => T): () => T {
  let made: T | null = null;
  return () => {
    made ??= make();
    return made;
  };
}

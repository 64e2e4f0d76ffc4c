/**
 * Extensions of a field whose `resolve` looks at its parent alone and answers at once: it may be called without arguments,
 * context and info, and again for the same parent.
 */
export const PURE = { isPure: true } as const;

export function isPure(extensions: Readonly<Record<string, unknown>>): boolean {
  return extensions['isPure'] === true;
}

import { hash } from 'node:crypto';

/** 64 bits, base64url, over what chooses a list; equal values of equal shape hash alike. Made when a cursor is first read or written. */
export function queryHash(parts: readonly unknown[]): () => string {
  let made: string | null = null;
  return () => {
    made ??= hashOf(parts);
    return made;
  };
}

function hashOf(parts: readonly unknown[]): string {
  return hash('sha256', JSON.stringify(parts, sortedMembers), 'buffer').subarray(0, 8).toString('base64url');
}

function sortedMembers(_name: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, member]) => member !== null && member !== undefined)
      .sort(([a], [b]) => (a < b ? -1 : 1)),
  );
}

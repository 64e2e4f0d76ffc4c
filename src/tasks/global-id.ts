import { encodeRows } from '../encoding/rows.ts';

/** What a global id names: a GraphQL type, the source it is of, and the provider's own key within that source. */
export interface GlobalId {
  readonly typename: string;
  readonly sourceName: string;
  /** What the provider needs to find it again; for most the upstream's id, which may hold any character. */
  readonly localId: string;
}

/** Opaque to callers, base64url. Type and source names hold no colon, so the first two colons part it. */
export function encodeGlobalId(typename: string, sourceName: string, localId = ''): string {
  return Buffer.from(beginningOf(typename, sourceName) + localId, 'utf8').toString('base64url');
}

/** Each as {@link encodeGlobalId} does, in much less time. */
export function encodeGlobalIds(typename: string, sourceName: string, localIds: readonly string[]): readonly string[] {
  return encodeRows(localIds, beginningOf(typename, sourceName));
}

function beginningOf(typename: string, sourceName: string): string {
  return `${typename}:${sourceName}:`;
}

/** Null for anything that {@link encodeGlobalId} does not make. */
export function decodeGlobalId(id: string): GlobalId | null {
  const text = Buffer.from(id, 'base64url').toString('utf8');
  const [, typename, sourceName, localId] = /^([A-Za-z]+):([a-z0-9-]+):([\s\S]*)$/.exec(text) ?? [];
  if (typename === undefined || sourceName === undefined || localId === undefined) return null;
  return encodeGlobalId(typename, sourceName, localId) === id ? { typename, sourceName, localId } : null;
}

import { type Sealable, seal, unsealed } from '../encoding/sealed.ts';
import { whenAsked } from '../when-asked.ts';
import { invalidCursor } from './errors.ts';
import { queryHash } from './query-hash.ts';

/** A place in a provider's own list, by what that list tells places apart: an offset, an instant and an id. */
export type ListPlace = Sealable;

/** The cursors of one list: opaque, base64url, under 512 characters where a text takes no more than 370 bytes. */
export interface ListCursors {
  encode(place: ListPlace): string;
  /** Null where none is given. Throws INVALID_CURSOR for anything that was not encoded for this list. */
  decode(argument: string, cursor: string | null | undefined): ListPlace | null;
}

const MAX_LENGTH = 511;

/** Of the form that cursors have: those of another are none. */
const VERSION = 4;

/**
 * @param list all that chooses it: cursors of one do not fit another.
 * @param isPlace whether it can be a place of such a list: who knows how a cursor is sealed can seal anything.
 */
export function listCursors(list: readonly unknown[], isPlace: (place: ListPlace) => boolean): ListCursors {
  const key = whenAsked(() => queryHash([VERSION, ...list]));
  return {
    encode: (place) => seal(place, key()),
    decode(argument, cursor) {
      if (cursor === null || cursor === undefined) return null;
      const place = cursor.length > MAX_LENGTH ? null : unsealed(cursor, key());
      if (place === null || !isPlace(place)) throw invalidCursor(argument);
      return place;
    },
  };
}

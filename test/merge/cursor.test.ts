import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decodeCursor, hasMissed, isCursorable, shortHash, type TaskCursor } from '../../src/tasks/cursor.ts';
import { encodeCursor } from '../support/encode-cursor.ts';

const sourceName = fc.stringMatching(/^[a-z0-9-]{1,63}$/);

/** Half a surrogate pair too, which JSON may hold. */
const unit = fc.oneof(
  fc.string({ unit: 'grapheme', minLength: 1, maxLength: 1 }),
  fc.constantFrom('"', ',', '\\', '\n', '\ud800', '\udfff'),
);

const cursors: fc.Arbitrary<TaskCursor> = fc.record({
  key: fc.record({
    orderedAt: fc.option(fc.integer({ min: -8.64e15, max: 8.64e15 }), { nil: null }),
    sourceName,
    nativeId: fc.string({ unit, minLength: 1, maxLength: 200, size: 'max' }).filter(isCursorable),
  }),
  query: fc.constant('abcdefghijk'),
  scanStart: fc.option(fc.record({ at: fc.integer({ min: 0, max: 8.64e15 }), replica: fc.constant('abcd') }), {
    nil: null,
  }),
  missed: fc.uniqueArray(sourceName.map(shortHash), { maxLength: 12 }),
});

describe('a cursor', () => {
  test('comes back as it was', () => {
    fc.assert(
      fc.property(cursors, (cursor) => {
        expect(decodeCursor(encodeCursor(cursor))).toEqual(cursor);
      }),
    );
  });

  test('stays under 512 characters of base64url, whatever it holds', () => {
    const missed = Array.from({ length: 40 }, (_, index) => shortHash(`s${index}`));
    fc.assert(
      fc.property(cursors, fc.integer({ min: 0, max: 40 }), (cursor, count) => {
        expect(encodeCursor({ ...cursor, missed: missed.slice(0, count) })).toMatch(/^[A-Za-z0-9_-]{1,511}$/);
      }),
    );
    const longest = encodeCursor({
      key: { orderedAt: -8.64e15, sourceName: 'a'.repeat(63), nativeId: 'b'.repeat(200) },
      query: 'abcdefghijk',
      scanStart: { at: 8.64e15, replica: 'abcd' },
      missed: missed.slice(0, 12),
    });
    expect(isCursorable('b'.repeat(200))).toBe(true);
    expect(isCursorable('b'.repeat(201))).toBe(false);
    expect(isCursorable('\ud800'.repeat(49))).toBe(true);
    expect(isCursorable('\ud800'.repeat(50))).toBe(false);
    expect(longest.length).toBeLessThan(512);
  });

  test('that is mangled reads as none, or as another that was never made by accident', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        const cursor = decodeCursor(text);
        if (cursor !== null) expect(decodeCursor(encodeCursor(cursor))).toEqual(cursor);
      }),
    );
    for (const text of ['', 'x', 'null', 'W10', Buffer.from('[2,"q",1,"s","i",null,"",""]').toString('base64url')]) {
      expect(decodeCursor(text)).toBeNull();
    }
  });

  test('with one character changed is none', () => {
    fc.assert(
      fc.property(cursors, fc.nat(), fc.constantFrom(...'Aa0_-'), (cursor, at, other) => {
        const text = encodeCursor(cursor);
        const place = at % text.length;
        fc.pre(text[place] !== other);
        expect(decodeCursor(text.slice(0, place) + other + text.slice(place + 1))).toBeNull();
      }),
    );
  });

  test('that misses more sources than it can name has missed any', () => {
    const missed = Array.from({ length: 30 }, (_, index) => shortHash(`s${index}`));
    const cursor = decodeCursor(
      encodeCursor({ key: { orderedAt: 1, sourceName: 's', nativeId: 'i' }, query: 'q', scanStart: null, missed }),
    );
    expect(cursor && hasMissed(cursor, 's7')).toBe(true);
    expect(cursor && hasMissed(cursor, 'anything')).toBe(true);
    // And so it stays when one more is missed on the next page.
    const next = cursor && decodeCursor(encodeCursor({ ...cursor, missed: [...cursor.missed, shortHash('s99')] }));
    expect(next && hasMissed(next, 's7')).toBe(true);
  });
});

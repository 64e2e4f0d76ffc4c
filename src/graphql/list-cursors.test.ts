import fc from 'fast-check';
import { expect, test } from 'vitest';
import { listCursors } from './list-cursors.ts';

const isAny = (): boolean => true;
const lists = fc.tuple(fc.constantFrom('a', 'b'), fc.record({ x: fc.nat(3), y: fc.option(fc.nat(3)) }));
const places = fc.record({ value: fc.double(), text: fc.string({ unit: 'grapheme', maxLength: 40 }) });

test('a cursor leads to its place in its own list, and in no other', () => {
  fc.assert(
    fc.property(lists, lists, places, (list, other, place) => {
      const cursors = listCursors(list, isAny);
      const cursor = cursors.encode(place);
      expect(cursors.decode('after', cursor)).toEqual(place);
      const isSame = JSON.stringify(list) === JSON.stringify(other);
      const decode = () => listCursors(other, isAny).decode('after', cursor);
      if (isSame) expect(decode()).toEqual(place);
      else expect(decode).toThrow('`after` is no cursor of this list');
    }),
  );
});

test('none is none, and a list is the same whatever the order of its members and those that are null', () => {
  const cursors = listCursors(['a', { x: 1, y: 2, z: null }], isAny);
  expect([cursors.decode('after', null), cursors.decode('after', undefined)]).toEqual([null, null]);
  expect(listCursors(['a', { y: 2, x: 1 }], isAny).encode({ value: 1, text: '' })).toEqual(
    cursors.encode({ value: 1, text: '' }),
  );
});

test('a place that the list can not have is no cursor', () => {
  const cursor = listCursors(['a'], isAny).encode({ value: 1, text: '' });
  expect(() => listCursors(['a'], () => false).decode('before', cursor)).toThrow('`before` is no cursor of this list');
});

test('a text of 370 bytes makes a cursor of less than 512 characters, and a longer one is read as none', () => {
  const { encode, decode } = listCursors(['a'], isAny);
  const [cursor = '', longer = ''] = [370, 380].map((length) => encode({ value: 1, text: 'x'.repeat(length) }));
  expect(cursor.length).toBeLessThan(512);
  expect(decode('after', cursor)?.text).toHaveLength(370);
  expect(() => decode('after', longer)).toThrow();
});

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { around, bytesOf, Chunks } from './chunks.ts';

const pieces = fc.array(
  fc.uint8Array({ maxLength: 8 }).map((piece) => Buffer.from(piece)),
  { maxLength: 6 },
);

describe('a text in pieces', () => {
  test('is what they are together', () => {
    fc.assert(
      fc.property(pieces, fc.nat({ max: 4 }), (given, at) => {
        const [text, whole] = [new Chunks(given), Buffer.concat(given)];
        const target = Buffer.alloc(whole.length + 8);
        text.copy(target, at);
        const expected = Buffer.concat([Buffer.alloc(at), whole, Buffer.alloc(8 - at)]);
        expect([text.length, text.toString(), target]).toEqual([whole.length, whole.toString(), expected]);
      }),
    );
  });

  test('holds what is between two of its positions, without a copy where one piece does', () => {
    let copies = 0;
    fc.assert(
      fc.property(pieces, fc.nat({ max: 50 }), fc.nat({ max: 50 }), (given, one, other) => {
        const whole = Buffer.concat(given);
        const [start = 0, end = 0] = [one, other].map((at) => at % (whole.length + 1)).sort((a, b) => a - b);
        const { bytes, from } = around(new Chunks(given), start, end);
        expect(bytes.subarray(start - from, end - from)).toEqual(whole.subarray(start, end));
        const isPiece = given.some((piece) => piece === bytes);
        copies += isPiece ? 0 : 1;
        const ends = given.map((_piece, index) => Buffer.concat(given.slice(0, index + 1)).length);
        expect(isPiece).toBe(ends.some((to, index) => (ends[index - 1] ?? 0) <= start && end <= to));
      }),
    );
    expect(copies).toBeGreaterThan(10);
  });

  test.each([
    ['none', 0, 0, false],
    ['one', 1, 10, false],
    ['few long ones', 3, 4097, true],
    ['small ones', 3, 4096, false],
    ['very many small ones', 100_000, 1, false],
  ])('of %s is left in them only where they are long', (_name, count, length, isLeft) => {
    const given = Array.from({ length: count }, (_, index) => Buffer.alloc(length, String(index)));
    const text = bytesOf(given);
    expect([text instanceof Chunks, text.toString()]).toEqual([isLeft, Buffer.concat(given).toString()]);
  });

  test('that has one piece alone needs no search', () => {
    const text = Buffer.from('abc');
    expect(around(text, 1, 2)).toEqual({ bytes: text, from: 0 });
  });
});

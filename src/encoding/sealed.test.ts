import fc from 'fast-check';
import { expect, test } from 'vitest';
import { seal, unsealed } from './sealed.ts';

const texts = fc.oneof(fc.string(), fc.string({ unit: 'binary' }), fc.string({ unit: 'binary', minLength: 100 }));
const integers = fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 });
const contents = fc.record({
  value: fc.oneof(fc.double(), integers, fc.constant(-0)),
  text: fc.oneof(texts, fc.constant('')),
});
const longTexts = fc.string({ unit: 'binary', minLength: 300, maxLength: 800 });
const keys = integers;
const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';

test('what is sealed comes back, and is the same whatever was sealed before it', () => {
  fc.assert(
    fc.property(fc.array(contents, { maxLength: 5 }), keys, (all, key) => {
      const sealed = all.map((content) => seal(content, key));
      expect(sealed.map((one) => unsealed(one, key))).toEqual(all);
      expect(all.toReversed().map((content) => seal(content, key))).toEqual(sealed.toReversed());
    }),
  );
});

test('a text longer than any cursor comes back too', () => {
  fc.assert(
    fc.property(longTexts, keys, (text, key) => {
      expect(unsealed(seal({ value: 1, text }, key), key)).toEqual({ value: 1, text });
    }),
  );
});

test('with another key it is none', () => {
  fc.assert(
    fc.property(contents, keys, keys, (content, key, other) => {
      fc.pre(key !== other);
      expect(unsealed(seal(content, key), other)).toBeNull();
    }),
  );
});

test('with any one character changed, taken out or put in it is none', () => {
  fc.assert(
    fc.property(contents, keys, fc.nat(), fc.constantFrom(...LETTERS), (content, key, place, other) => {
      const sealed = seal(content, key);
      const at = place % sealed.length;
      const [before, letter, behind] = [sealed.slice(0, at), sealed[at], sealed.slice(at + 1)];
      if (letter !== other) expect(unsealed(before + other + behind, key)).toBeNull();
      expect(unsealed(before + other + letter + behind, key)).toBeNull();
      expect(unsealed(before + behind, key)).toBeNull();
    }),
    { numRuns: 2000 },
  );
});

test('what nobody sealed is none', () => {
  for (const text of ['', 'A', 'AAAA', 'A'.repeat(16), 'A'.repeat(200), '%%', 'null'])
    expect(unsealed(text, 0)).toBeNull();
});

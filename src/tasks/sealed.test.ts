import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createSealedEncoder, unsealed } from './sealed.ts';

const texts = fc.oneof(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary', minLength: 100, maxLength: 600 }));
const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';

test('a sealed text comes back with its number, whatever its encoder made before', () => {
  fc.assert(
    fc.property(texts, fc.array(fc.tuple(fc.double(), texts), { minLength: 1, maxLength: 5 }), (prefix, parts) => {
      const encode = createSealedEncoder(prefix);
      for (const [value, rest] of parts) {
        expect(unsealed(encode(value, rest))).toEqual({ value, text: prefix + rest });
        expect(encode(value, rest)).toBe(createSealedEncoder(prefix + rest)(value, ''));
      }
    }),
  );
});

test('with any one character changed, taken out or put in it is none', () => {
  fc.assert(
    fc.property(texts, fc.double(), fc.nat(), fc.constantFrom(...LETTERS), (text, value, place, other) => {
      const sealed = createSealedEncoder(text)(value, '');
      const at = place % sealed.length;
      const [before, letter, behind] = [sealed.slice(0, at), sealed[at], sealed.slice(at + 1)];
      if (letter !== other) expect(unsealed(before + other + behind)).toBeNull();
      expect(unsealed(before + other + letter + behind)).toBeNull();
      expect(unsealed(before + behind)).toBeNull();
    }),
    { numRuns: 2000 },
  );
});

test('what nobody sealed is none', () => {
  for (const text of ['', 'A', 'AAAA', 'A'.repeat(16), 'A'.repeat(200), '%%', 'null'])
    expect(unsealed(text)).toBeNull();
});

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createTextEncoder } from './base64url.ts';

const texts = fc.oneof(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary', minLength: 100, maxLength: 600 }));

test('texts that begin alike are encoded as each of them is by itself', () => {
  fc.assert(
    fc.property(texts, fc.array(texts, { minLength: 1, maxLength: 5 }), (prefix, rests) => {
      const encode = createTextEncoder(prefix);
      const expected = rests.map((rest) => Buffer.from(prefix + rest, 'utf8').toString('base64url'));
      expect(rests.map(encode)).toEqual(expected);
    }),
  );
});

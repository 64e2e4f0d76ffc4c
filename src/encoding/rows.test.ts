import fc from 'fast-check';
import { expect, test } from 'vitest';
import { encodeRows } from './rows.ts';

const texts = fc.oneof(fc.string(), fc.string({ unit: 'binary' }), fc.string({ unit: 'binary', minLength: 100 }));

test('rows are encoded as each of them is by itself', () => {
  fc.assert(
    fc.property(texts, fc.array(texts, { maxLength: 5 }), (head, all) => {
      const expected = all.map((text) => Buffer.from(head + text, 'utf8').toString('base64url'));
      expect(encodeRows(all, head)).toEqual(expected);
    }),
  );
});

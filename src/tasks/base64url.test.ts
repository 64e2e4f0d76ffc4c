import { crc32 } from 'node:zlib';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createSealedEncoder, createTextEncoder, unsealed } from './base64url.ts';

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

test('sealed ones carry the checksum of the whole, and are told from those that were changed', () => {
  fc.assert(
    fc.property(texts, fc.array(texts, { minLength: 1, maxLength: 5 }), fc.nat(), (prefix, rests, place) => {
      const encode = createSealedEncoder(prefix);
      for (const rest of rests) {
        const text = Buffer.from(prefix + rest, 'utf8');
        const seal = Buffer.alloc(4);
        seal.writeUint32BE(crc32(text));
        const sealed = encode(rest);
        expect(sealed).toBe(Buffer.concat([seal, text]).toString('base64url'));
        expect(unsealed(sealed)).toBe(text.toString('utf8'));
        const at = place % sealed.length;
        const other = sealed[at] === 'A' ? 'B' : 'A';
        expect(unsealed(sealed.slice(0, at) + other + sealed.slice(at + 1))).toBeNull();
      }
    }),
  );
});

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { asciiBytes } from './ascii-bytes.ts';

const texts = fc.oneof(
  fc.string({ unit: 'grapheme-ascii' }),
  fc.string({ unit: fc.constantFrom('a', '\u0000', '\u007f', '\u0080', '\u00ff', '\u0100', '\u0141', '\ud800') }),
);

test('ASCII becomes the bytes of its UTF-8, and nothing else becomes any', () => {
  fc.assert(
    fc.property(fc.array(texts, { maxLength: 5 }), (all) => {
      const utf8 = Buffer.from(all.join(''), 'utf8');
      const isAscii = utf8.every((byte) => byte < 0x80);
      expect(asciiBytes(all)).toEqual(isAscii ? utf8 : null);
    }),
  );
});

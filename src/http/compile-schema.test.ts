import fc from 'fast-check';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { lazyPlan, parseLazily } from '../json/lazy-records.ts';
import { compiled, compiledMembers, MISFIT, nullIfAbsent } from './compile-schema.ts';

const lenient = (schema: z.ZodType) =>
  schema
    .nullish()
    .catch(null)
    .transform((value) => value ?? null);

const inLine = (schema: z.ZodType) => schema.nullish().catch(null).transform(nullIfAbsent);

/** Every kind of schema that is compiled, and some that are left to zod. */
const schemas: readonly z.ZodType[] = [
  z.string(),
  z.string().min(2),
  z.string().refine((text) => !text.includes('a')),
  z.string().regex(/^b/),
  z.number(),
  z.number().min(0).max(5),
  z.number().gt(0).lt(5),
  z.int32(),
  z.int32().min(0),
  z.int(),
  z.boolean(),
  z.literal(['a', 0]),
  z.unknown(),
  z.array(z.unknown()),
  z.array(z.string()),
  z.record(z.string(), z.unknown()),
  z.record(z.string(), z.number()),
  z.string().optional(),
  z.string().nullable(),
  lenient(z.string()),
  lenient(z.int32().min(0)),
  inLine(z.string()),
  inLine(z.boolean()),
  inLine(z.number()),
  inLine(z.int()),
  inLine(z.int32()),
  inLine(z.int32().min(0)),
  inLine(z.string().min(2)),
  inLine(z.array(z.string())),
  inLine(z.object({ a: inLine(z.string()) })),
  z.string().transform((text) => text.length),
  z.string().transform((text, context) => {
    context.addIssue('never');
    return text;
  }),
  z.string().catch(({ value }) => `not a text: ${typeof value}`),
];

const nested: readonly z.ZodType[] = [
  ...schemas,
  ...schemas.flatMap((schema) => [
    z.object({ a: schema, 'b-c': lenient(z.boolean()) }),
    z.looseObject({ a: schema }),
    z.looseObject({ a: schema, toString: z.unknown().optional() }).refine((value) => Object.keys(value).length !== 1),
    lenient(z.object({ a: schema })),
    z.array(z.object({ a: schema })),
  ]),
];

const leaf = fc.oneof(
  fc.constantFrom<unknown>(null, undefined, true, 0, -0, 1, 5, 2 ** 31, -1.5, '', 'a', 'ab', 'bb', Number.NaN),
  fc.string(),
  fc.double(),
);
const value = fc.letrec((tie) => ({
  any: fc.oneof({ depthSize: 'small' }, leaf, tie('object'), fc.array(tie('any'), { maxLength: 3 })),
  object: fc.record({ a: tie('any'), 'b-c': tie('any'), d: tie('any'), valueOf: tie('any') }, { requiredKeys: [] }),
}));

test('a compiled schema reads what zod reads, and nothing else', () => {
  let fits = 0;
  fc.assert(
    fc.property(fc.constantFrom(...nested), fc.oneof(value.any, value.object), (schema, input) => {
      const expected = schema.safeParse(input);
      const read = compiled(schema)(input);
      fits += expected.success ? 1 : 0;
      if (expected.success) expect(read).toEqual(expected.data);
      else expect(read).toBe(MISFIT);
    }),
    { numRuns: 20_000 },
  );
  expect(fits).toBeGreaterThan(2000);
});

test('a compiled member is what zod reads it as by itself, null where that is nothing', () => {
  let fits = 0;
  fc.assert(
    fc.property(fc.constantFrom(...nested), value.object, (schema, input) => {
      const expected = schema.safeParse((input as Record<string, unknown>)['a']);
      const read = compiledMembers(z.object({ a: schema })).a(input);
      fits += expected.success ? 1 : 0;
      expect(read).toEqual(expected.success ? (expected.data ?? null) : null);
    }),
    { numRuns: 10_000 },
  );
  expect(fits).toBeGreaterThan(1000);
});

test('a compiled member of a lazy record is what it is of a whole one', () => {
  let nestedOnes = 0;
  fc.assert(
    fc.property(fc.constantFrom(...nested), value.object, (schema, input) => {
      const text = JSON.stringify([input]);
      const [whole] = JSON.parse(text);
      const [lazy] = parseLazily(Buffer.from(text), lazyPlan(1)) as [object];
      nestedOnes += 'a' in whole && !('a' in lazy) ? 1 : 0;
      const read = compiledMembers(z.object({ a: schema })).a;
      expect(read(lazy)).toEqual(read(whole));
    }),
    { numRuns: 5000 },
  );
  expect(nestedOnes).toBeGreaterThan(500);
});

// What zod read of a transformation of its own was kept until the whole heap was next looked through: whole pages of records.
test('a transformation that may report faults is not left to zod', () => {
  const schema = z.unknown().transform((value, context) => {
    if (typeof value === 'string') return value.length;
    context.addIssue('no text');
    return z.NEVER;
  });
  schema._zod.run = () => {
    throw new Error('left to zod');
  };
  expect([compiled(schema)('ab'), compiled(schema)(1)]).toEqual([2, MISFIT]);
});

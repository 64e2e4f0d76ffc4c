import fc from 'fast-check';
import { buildSchema, getOperationAST, getVariableValues, parse } from 'graphql';
import { expect, it, vi } from 'vitest';
import { compileVariables } from './compile-variables.ts';

const schema = buildSchema(`
  enum Word { YES NO }
  input Pair { a: Int }
  type Query { it(s: String, i: ID, b: Boolean, n: Int, f: Float, w: Word, p: Pair): Int }
`);

const TYPES = ['String', 'ID', 'Boolean', 'Int', 'Float', 'Word', 'Pair', '[String]'].flatMap((type) => [
  type,
  `${type}!`,
]);

/** Of what a type takes, and of what it does not. */
const value = fc.oneof(
  fc.constantFrom<unknown>('', 'word', 'YES', true, false, null, { a: 1 }, { b: 1 }, ['x'], [null], -0),
  fc.constantFrom(2 ** 31 - 1, 2 ** 31, -(2 ** 31), -(2 ** 31) - 1, 1.5, 1e300),
  fc.integer(),
);

function definitionsOf(text: string) {
  return getOperationAST(parse(`query (${text}) { it }`))?.variableDefinitions ?? [];
}

it('reads what graphql reads', () => {
  const variable = fc.record({
    type: fc.constantFrom(...TYPES),
    hasDefault: fc.boolean(),
    given: fc.option(value, { nil: undefined, freq: 4 }),
  });
  const property = fc.property(fc.array(variable, { minLength: 1, maxLength: 4 }), (variables) => {
    const text = variables.map(({ type, hasDefault }, index) =>
      hasDefault ? `$v${index}: ${type} = ${type === 'String' ? '"d"' : 'null'}` : `$v${index}: ${type}`,
    );
    const given = Object.fromEntries(
      variables.flatMap((each, index) => (each.given === undefined ? [] : [[`v${index}`, each.given]])),
    );
    const definitions = definitionsOf(text.join(' '));
    const { coerced = null } = getVariableValues(schema, definitions, given);
    expect(compileVariables(schema, definitions)(given)).toStrictEqual(coerced && { ...coerced });
  });
  fc.assert(property, { numRuns: 2000 });
});

it('leaves to graphql only what is not taken as it is', () => {
  const read = compileVariables(schema, definitionsOf('$a: String! $b: ID $c: Int $d: Boolean!'));
  const asked = vi.spyOn(schema, 'getType');
  const given = { a: 'x', b: 'y', c: 7, d: false };
  expect(read({ ...given, more: 'not asked for' })).toEqual(given);
  expect(asked).not.toHaveBeenCalled();
  expect(read({ ...given, b: 7 })).toEqual({ ...given, b: '7' });
  expect(asked).toHaveBeenCalled();
});

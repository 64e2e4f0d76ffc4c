import { buildSchema, executeSync, getIntrospectionQuery, parse, specifiedRules, validate } from 'graphql';
import { describe, expect, it } from 'vitest';
import { documentLimits } from './document-limits.ts';

const schema = buildSchema(`
  "Where all begins."
  type Query { any(where: Where = { words: [A, B] }, first: Int!): [Any!]!, old: String @deprecated, leaf: Leaf }
  input Where { words: [Word!], inner: Where, gone: Int @deprecated }
  enum Word { A, B, C @deprecated }
  interface Any { id: ID! }
  type One implements Any { id: ID!, others(last: Int): [[Any!]!]! }
  type Two implements Any { id: ID!, one: One! }
  union Leaf = One | Two
  directive @mark(words: [Word], gone: Int @deprecated) repeatable on FIELD | OBJECT
`);

const messagesOf = (
  text: string,
  rules = [documentLimits({ depth: -1, pages: -1, values: -1, lookups: -1, deferred: 0 })],
) => validate(schema, parse(text), rules).map(({ message }) => message);

/** What is said of an operation by limits that nothing meets. */
function costOf(text: string) {
  const found = messagesOf(text).map((message) => /up to (\d+) (\w+)/.exec(message));
  return Object.fromEntries(found.map((match) => [match?.[2], Number(match?.[1])]));
}

/** Fields and items that are no objects, and how deep they stand. */
function measure(answer: unknown): { readonly values: number; readonly levels: number } {
  if (typeof answer !== 'object' || answer === null) return { values: 0, levels: 0 };
  const isList = Array.isArray(answer);
  const below = Object.values(answer).map((value) => {
    const { values, levels } = measure(value);
    const isCounted = !isList || typeof value !== 'object';
    return { values: values + (isCounted ? 1 : 0), levels: levels + (isList ? 0 : 1) };
  });
  return {
    values: below.reduce((all, { values }) => all + values, 0),
    levels: Math.max(0, ...below.map(({ levels }) => levels)),
  };
}

describe('introspection', () => {
  it.each([
    ['of the schema', '{ __schema { __typename mutationType { name } directives { locations args { name } } } }'],
    ['of a type', '{ __type(name: "Two") { name fields { type { kind ofType { ofType { name } name } } } } }'],
    ['of no type', '{ __type(name: "None") { name fields { name } } }'],
    [
      'through fragments',
      `{ s: __schema { types { a: name ...F } } } fragment F on __Type { b: possibleTypes { ...G } }
       fragment G on __Type { interfaces { ... { x: possibleTypes { y: name } } } }`,
    ],
    [
      'of the same by many names',
      `{ __schema { types { ${['a', 'b', 'c'].map((name) => `${name}: fields { type { ofType { ...A } ...A } }`)} } } }
       fragment A on __Type { ${['a', 'b', 'c'].map((name) => `${name}: ofType { fields { name args { name } } }`)} }`,
    ],
    [
      'as tools ask for it',
      getIntrospectionQuery({
        specifiedByUrl: true,
        directiveIsRepeatable: true,
        schemaDescription: true,
        inputValueDeprecation: true,
        oneOf: true,
        experimentalDirectiveDeprecation: true,
      }),
    ],
  ])('%s costs what it answers', (_what, text) => {
    const withAll = text.replaceAll(/\b(fields|enumValues|args|directives) \{/g, '$1(includeDeprecated: true) {');
    const { data, errors } = executeSync({ schema, document: parse(withAll) });
    expect(errors).toBeUndefined();
    expect(measure(data).values).toBeGreaterThan(0);
    expect(costOf(text)).toMatchObject(measure(data));
  });

  it('of a type that a variable names costs as the largest', () => {
    const selection = '{ name fields { name args { name } } enumValues { name } }';
    const costs = Object.keys(schema.getTypeMap()).map(
      (name) => costOf(`{ __type(name: "${name}") ${selection} }`)['values'] ?? 0,
    );
    expect(costOf(`query ($name: String!) { __type(name: $name) ${selection} }`)['values']).toBe(Math.max(...costs));
  });

  it('adds to what else is asked for', () => {
    expect(costOf('{ leaf { ... on Two { id } } __schema { queryType { name } } }')).toMatchObject({
      values: 2 + 3,
      levels: 3,
    });
  });

  it('counts the parts that it puts off', () => {
    expect(costOf('{ __schema { types { ... @defer { name } } } }')['deferred']).toBe(
      Object.keys(schema.getTypeMap()).length,
    );
  });

  it('is counted in no time where fragments multiply it at each step', () => {
    const steps = Array.from(
      { length: 60 },
      (_, n) => `fragment F${n} on __Type { interfaces { ...F${n + 1} } possibleTypes { ...F${n + 1} } }`,
    );
    const text = `{ __type(name: "Any") { ...F0 } } ${steps.join(' ')} fragment F60 on __Type { name }`;
    // Two types have it, and each of them has it alone.
    expect(costOf(text)['values']).toBeGreaterThan(2 ** 30);
  });

  it('leaves fragments that go round, that do not fit and fields that do not exist to the rules that report them', () => {
    const text =
      '{ __schema { nonsense { x } types { ...A ...B ...None } } __type { name } } fragment A on __Type { fields { type { ...A } } } fragment B on __Field { args { name } }';
    expect(messagesOf(text, [...specifiedRules, documentLimits()])).toEqual(messagesOf(text, [...specifiedRules]));
  });
});

import { GraphQLObjectType, GraphQLSchema, GraphQLString, parse } from 'graphql';
import { describe, expect, it } from 'vitest';
import { compileCompletion } from './compile-completion.ts';

const fields = { name: { type: GraphQLString } };
const plain = new GraphQLObjectType({ name: 'Plain', fields });
const named = new GraphQLObjectType({
  name: 'Named',
  fields,
  isTypeOf: (value: object) => 'name' in value && value.name !== 'other',
});
const schema = new GraphQLSchema({
  query: new GraphQLObjectType({ name: 'Query', fields: { plain: { type: plain }, named: { type: named } } }),
});

function completionOf(type: GraphQLObjectType) {
  const [definition] = parse('{ it { name } }').definitions;
  const node = definition?.kind === 'OperationDefinition' ? definition.selectionSet.selections[0] : undefined;
  if (node?.kind !== 'Field') throw new Error('no field');
  return compileCompletion({ schema, fragments: {}, conditions: {} }, type, [node], { selections: 100 });
}

const withThen = (then: unknown): object =>
  Object.fromEntries<unknown>([
    ['name', 'a'],
    ['then', then],
  ]);

describe('an object', () => {
  const complete = completionOf(plain);

  it('is answered with what is selected of it', () => {
    expect(complete({ name: 'a', more: 1 })).toEqual({ name: 'a' });
    expect(complete(withThen('a word'))).toEqual({ name: 'a' });
    expect(complete(null)).toBeNull();
  });

  it.each<[string, unknown]>([
    ['an error', new Error('it has a name')],
    ['a promise', Promise.resolve({ name: 'a' })],
    ['an object that can be awaited', withThen(() => undefined)],
    ['a text', 'a'],
  ])('is left to the plain executor where it is %s', (_what, value) => {
    expect(() => complete(value)).toThrow();
  });

  it('is left to the plain executor where its type does not know it', () => {
    expect(completionOf(named)({ name: 'a' })).toEqual({ name: 'a' });
    expect(() => completionOf(named)({ name: 'other' })).toThrow();
  });
});

import { GraphQLObjectType, GraphQLSchema, GraphQLString, parse } from 'graphql';
import { expect, test } from 'vitest';
import { documentBytes } from '../document-bytes.ts';
import { createCompiledOperations, readDocument } from './compile-operation.ts';

const schema = new GraphQLSchema({
  query: new GraphQLObjectType({ name: 'Query', fields: { it: { type: GraphQLString } } }),
});

test('small operations of large documents count as the documents that they hold on to', () => {
  const kept = createCompiledOperations();
  const text = `query small { it } query large { ${'it '.repeat(4900)}}`;
  for (let number = 0; number < 30; number += 1) {
    const small = readDocument(schema, parse(text), kept)('small', `${number} `);
    expect(small?.compiledFor({})).toBeNull();
    expect(small?.compiledFor({})?.fields).toHaveLength(1);
  }
  const held = [...kept.values()].filter(({ compiled }) => compiled);
  expect(held.length).toBeGreaterThan(0);
  expect(held.length * documentBytes(parse(text))).toBeLessThanOrEqual(kept.maxSize);
});

test('the name of a variable counts, as long as it is', () => {
  const kept = createCompiledOperations();
  const name = 'v'.repeat(60_000);
  const read = readDocument(schema, parse(`query ($${name}: Boolean!) { it @skip(if: $${name}) }`), kept);
  read(null, '1 ')?.compiledFor({ [name]: true });
  expect(kept.calculatedSize).toBeGreaterThan(60_000);
});

import { buildSchema, getArgumentValues, parse } from 'graphql';
import { describe, expect, it } from 'vitest';
import { compileArguments } from './compile-arguments.ts';

const schema = buildSchema(`
  input Range { from: Int = 1, to: Int }
  input Span { from: Int!, names: [String!], in: Range, part: Int = 2, inherited: Inherited }
  input Inherited { constructor: Int }
  input Either @oneOf { size: Int, name: String }
  enum Order { UP DOWN }
  type Query {
    plain(size: Int, names: [String!], range: Range): Int
    byDefault(size: Int = 20, order: Order = UP): Int
    required(size: Int!, order: Order): Int
    nested(span: Span!, spans: [Span], either: Either): Int
  }
`);

const FIELDS = [
  'plain',
  'plain(size: 3, names: "one", range: {to: 5})',
  'plain(names: null, size: $size)',
  'plain(range: {from: $size}, names: ["a", $name])',
  'plain(range: $range, names: $names)',
  'byDefault',
  'byDefault(order: DOWN)',
  'byDefault(size: $size, order: $order)',
  'required(size: $size)',
  'required(size: 4, order: $order)',
  'required',
  'required(size: "four")',
  'nested(span: {from: $size})',
  'nested(span: {names: [$name, "a"], in: {to: $size}, from: 1})',
  'nested(span: {from: 1, names: $name, in: $range})',
  'nested(span: {from: 1, part: $size}, spans: {from: $size})',
  'nested(span: {names: [$name]}, spans: [])',
  'nested(span: {from: 1, names: [$name], part: "two"})',
  'nested(span: {from: 1}, spans: [{from: $size}, null, {from: 2}])',
  'nested(span: {from: 1}, either: {size: $size})',
  'nested(span: {from: 1, inherited: {constructor: $constructor}})',
];
const VARIABLES: readonly Readonly<Record<string, unknown>>[] = [
  {},
  { size: 7, name: 'n', names: ['x'], range: { from: 2 }, order: 'DOWN' },
  { size: null, name: null, names: null, range: null, order: null },
];

function outcome(read: () => unknown): unknown {
  try {
    // As text, so that the order of members counts; what every object inherits would be left out.
    return { value: JSON.stringify(read(), (_name, value) => (typeof value === 'function' ? 'a function' : value)) };
  } catch (error) {
    return { error: String(error) };
  }
}

describe.each(FIELDS)('%s', (text) => {
  it.each(VARIABLES)('is given what the plain executor gives it, or fails alike, with %j', (variables) => {
    const [definition] = parse(`{ ${text} }`).definitions;
    const node = definition?.kind === 'OperationDefinition' ? definition.selectionSet.selections[0] : undefined;
    if (node?.kind !== 'Field') throw new Error('no field');
    const field = schema.getQueryType()?.getFields()[node.name.value];
    if (!field) throw new Error('an unknown field');
    const read = compileArguments(field, node);
    const plain = outcome(() => getArgumentValues(field, node, variables));
    expect(outcome(() => read(variables))).toEqual(plain);
  });
});

it('gives each call an object of its own', () => {
  const field = schema.getQueryType()?.getFields()['plain'];
  const [definition] = parse('{ plain(size: 3) }').definitions;
  const node = definition?.kind === 'OperationDefinition' ? definition.selectionSet.selections[0] : undefined;
  if (!field || node?.kind !== 'Field') throw new Error('no field');
  const read = compileArguments(field, node);
  expect(read({})).not.toBe(read({}));
});

import fc from 'fast-check';
import { buildSchema, parse, specifiedRules, validate } from 'graphql';
import { describe, expect, it } from 'vitest';
import { documentLimits } from './document-limits.ts';

const schema = buildSchema(`
  type Query { tasks(first: Int, last: Int): TaskConnection, sources: [Source!], node: Task, _service: _Service, nodes(ids: [ID!]!): [Task]!, any: Any, entities(representations: [ID!]!): [Any]! }
  type TaskConnection { nodes: [Task!]!, edges: [TaskEdge!]!, count: Int, sources: [Source!]! }
  type TaskEdge { node: Task! }
  type Task implements Named { name: String, parent: Task, source: Source!, messages: [Message!]! }
  interface Named { name: String }
  union Any = Task | Source
  type Message { text: String, parameters: [String], raw: JSON }
  scalar JSON
  type _Service { sdl: String }
  type Source implements Named { name: String, tasks(first: Int, last: Int): TaskConnection }
`);

/** What is said of an operation by a limit that nothing meets. */
function costOf(text: string): Record<string, number> {
  const cost = { levels: 0, pages: 0, values: 0, ids: 0 };
  for (const { message } of validate(schema, parse(text), [
    documentLimits({ depth: -1, pages: -1, values: -1, lookups: 0, deferred: 0 }),
  ])) {
    const [, count, what] = /up to (\d+) (levels|pages|values|ids|deferred)/.exec(message) ?? [];
    cost[what as keyof typeof cost] = Number(count);
  }
  return cost;
}

describe('the limits of a document', () => {
  it.each([
    ['{ __typename }', [1, 0, 1]],
    ['{ tasks(first: 5) { nodes { __typename a: __typename } } }', [3, 1, 2 + 5 * 2]],
    ['{ node { name } }', [2, 0, 2]],
    ['{ tasks { count } }', [2, 1, 2]],
    ['{ tasks { nodes { name } } }', [3, 1, 2 + 20]],
    ['{ tasks(first: 5) { edges { node { name } } } }', [4, 1, 2 + 5 * 2]],
    ['{ tasks(last: 5) { nodes { name } } }', [3, 1, 2 + 5]],
    ['{ tasks(first: 9999) { nodes { name } } }', [3, 1, 2 + 200]],
    ['query ($n: Int) { tasks(first: $n) { nodes { name } } }', [3, 1, 2 + 200]],
    ['{ tasks(first: null, last: 200) { nodes { name } } }', [3, 1, 2 + 200]],
    ['{ tasks(first: 200, last: null) { nodes { name } } }', [3, 1, 2 + 200]],
    ['{ tasks(first: null) { nodes { name } } }', [3, 1, 2 + 20]],
    ['{ tasks(first: 1, last: 100) { nodes { name } } }', [3, 1, 2 + 100]],
    ['query ($n: Int = null) { tasks(first: $n, last: 3) { nodes { name } } }', [3, 1, 2 + 200]],
    ['{ tasks(first: 0) { nodes { name } } }', [3, 1, 2]],
    ['{ a: tasks(first: -9999) { nodes { name } } b: tasks(first: 5) { nodes { name } } }', [3, 2, 4 + 5]],
    ['{ tasks(first: 5) { nodes { messages { text } } } }', [4, 1, 2 + 5 * (1 + 10)]],
    ['{ tasks(first: 5) { nodes { messages { parameters } } } }', [4, 1, 2 + 5 * (1 + 10 * (1 + 10))]],
    ['{ tasks(first: 5) { nodes { messages { raw } } } }', [4, 1, 2 + 5 * (1 + 10 * (1 + 20))]],
    ['{ _service { sdl again: sdl } }', [2, 0, 1 + 2 * (1 + 1000)]],
    ['{ tasks(first: 0) { sources { tasks(first: 3) { count } } } }', [4, 11, 2 + 10 * 2]],
    ['{ sources { tasks(first: 3) { nodes { name } } } }', [4, 10, 1 + 10 * (2 + 3)]],
    ['{ tasks(first: 7) { nodes { source { tasks(first: 2) { count } } } } }', [5, 8, 2 + 7 * 3]],
    ['{ nodes(ids: ["a", "b", "c"]) { name } }', [2, 0, 1 + 3]],
    ['query ($ids: [ID!]!) { nodes(ids: $ids) { name } }', [2, 0, 1 + 1000]],
    ['query ($r: [ID!]!) { entities(representations: $r) { ... on Task { name } } }', [2, 0, 1 + 500]],
    ['{ any { ... on Task { name } ... on Source { name tasks(first: 2) { count } } } }', [3, 1, 1 + 3]],
    ['{ any { ... on Task { name } ...T } } fragment T on Task { parent { name } }', [3, 0, 1 + 3]],
    ['{ any { ... on Named { name } ... on Task { name } ... { __typename } ... on Source { name } } }', [2, 0, 1 + 3]],
    ['{ a: tasks(first: 1) { count } b: tasks { count } }', [2, 2, 4]],
  ])('measure %s', (text, [levels, pages, values]) => {
    expect(costOf(text)).toMatchObject({ levels, pages, values });
  });

  it.each([
    ['{ node { name } }', 0],
    ['{ nodes(ids: ["a", "b"]) { name } }', 2],
    ['query ($ids: [ID!]!) { a: nodes(ids: $ids) { name } b: nodes(ids: $ids) { name } }', 2000],
    ['query ($r: [ID!]!) { entities(representations: $r) { ... on Task { name } } nodes(ids: ["a"]) { name } }', 501],
  ])('count the ids that %s looks up', (text, ids) => {
    expect(costOf(text)['ids']).toBe(ids);
  });

  it('count pages within as many as a router likely sends', () => {
    expect(
      costOf('query ($r: [ID!]!) { entities(representations: $r) { ... on Source { tasks { count } } } }')['pages'],
    ).toBe(10);
  });

  it.each([
    ['{ ... @defer { node { name } } }', 1],
    ['{ tasks(first: 5) { nodes { ...A @defer } } } fragment A on Task { name }', 5],
    [
      '{ sources { ...A @defer(label: "a") } } fragment A on Source { tasks(first: 7) { nodes { ... @defer { name } } } }',
      80,
    ],
    [
      'query ($later: Boolean!) { ... @defer(if: $later) { node { name } } ... @defer { node { ... @defer { name } } } }',
      3,
    ],
    ['{ ...A ...B @defer } fragment A on Query { ...B } fragment B on Query { node { ... @defer { name } } }', 3],
  ])('count the parts that %s puts off', (text, deferred) => {
    expect(costOf(text)).toEqual({ ...costOf(text.replaceAll(/@defer(\([^)]*\))?/g, '')), deferred });
  });

  it('see through fragments, named and inline, on the page that they are spread on', () => {
    const plain = costOf('{ tasks(first: 3) { nodes { name source { name } } } }');
    expect(
      costOf('{ ... on Query { tasks(first: 3) { ... { nodes { ... on Task { name source { name } } } } } } }'),
    ).toEqual(plain);
    expect(
      costOf(
        '{ tasks(first: 3) { ...P } } fragment P on TaskConnection { nodes { ...T } } fragment T on Task { name source { name } }',
      ),
    ).toEqual(plain);
  });

  it('are met by fragments that double at each step, in no time', () => {
    const steps = Array.from(
      { length: 60 },
      (_, n) => `fragment F${n} on Task { parent { ...F${n + 1} } again: parent { ...F${n + 1} } }`,
    );
    const text = `{ node { ...F0 } } ${steps.join(' ')} fragment F60 on Task { name }`;
    expect(costOf(text)).toMatchObject({ levels: 62, pages: 0 });
    expect(validate(schema, parse(text), [documentLimits()]).map(({ extensions }) => extensions)).toEqual([
      { code: 'OPERATION_TOO_LARGE' },
      { code: 'OPERATION_TOO_LARGE' },
    ]);
  });

  it('leave fragments that go round, and fields that do not exist, to the rules that report them', () => {
    const text =
      '{ node { ...A nonsense { x } } } fragment A on Task { parent { ...B } } fragment B on Task { parent { ...A ...None } }';
    const messages = (rules: typeof specifiedRules) =>
      validate(schema, parse(text), rules).map(({ message }) => message);
    expect(messages([...specifiedRules, documentLimits()])).toEqual(messages(specifiedRules));
  });

  it('are numbers however much is asked for', () => {
    const steps = Array.from(
      { length: 200 },
      (_, n) => `fragment F${n} on Source { tasks(first: 200) { nodes { source { ...F${n + 1} } } } }`,
    );
    const text = `{ none: tasks(first: 0) { nodes { source { ...F0 } } } much: tasks { nodes { source { ...F0 } } } }
      ${steps.join(' ')} fragment F200 on Source { name }`;
    expect(costOf(text)).toMatchObject({ pages: Number.MAX_SAFE_INTEGER, values: Number.MAX_SAFE_INTEGER });
  });

  it('count a selection the same however it is parted into fragments', () => {
    const selection = fc.letrec<{ task: string }>((tie) => ({
      task: fc
        .array(
          fc.oneof(
            { maxDepth: 3 },
            fc.constant('name'),
            tie('task').map((inner) => `parent { ${inner} }`),
          ),
          { minLength: 1, maxLength: 3 },
        )
        .map((fields) => fields.map((field, index) => `f${index}: ${field}`).join(' ')),
    })).task;
    fc.assert(
      fc.property(selection, selection, (one, other) => {
        const aliased = other.replaceAll(/f(\d):/g, 'g$1:');
        expect(costOf(`{ node { ...A ... { ${aliased} } } } fragment A on Task { ${one} }`)).toEqual(
          costOf(`{ node { ${one} ${aliased} } }`),
        );
      }),
    );
  });
});

import { buildSchema, type ExecutionResult, executeSync, parse } from 'graphql';
import { describe, expect, it } from 'vitest';
import { selectedFields } from './selection.ts';

const schema = buildSchema(`
  type Query { list: TaskConnection, node: Node }
  interface Node { id: ID }
  interface Task implements Node { id: ID, source: TaskSource }
  type OneTask implements Task & Node { id: ID, source: TaskSource, parent: OneTask, target: Target }
  type Target { name: String }
  type TaskSource implements Node { id: ID, health: Health, tasks: TaskConnection }
  type Health { state: String }
  type TaskConnection { nodes: [Task], edges: [TaskEdge], pageInfo: PageInfo, outcomes: [Outcome], totalCount: Int }
  type TaskEdge { node: Task, cursor: String }
  type PageInfo { endCursor: String, hasNextPage: Boolean }
  type Outcome { source: TaskSource, totalCount: Int }
`);

/** What the root field `list` or `node` of this operation finds selected. */
function selectedIn(text: string, variableValues: Record<string, unknown> = {}): readonly string[] {
  const seen: string[] = [];
  const note = (_args: unknown, _context: unknown, info: Parameters<typeof selectedFields>[0]) => {
    seen.push(...selectedFields(info));
    return null;
  };
  const { errors }: ExecutionResult = executeSync({
    schema,
    document: parse(text),
    variableValues,
    rootValue: { list: note, node: note },
  });
  expect(errors).toBeUndefined();
  return seen.sort();
}

describe('what is selected', () => {
  it('is found through fragments, and by what a type has', () => {
    const text = `
      { list { ...Page edges { cursor node { ... on OneTask { target { name } } } } } }
      fragment Page on TaskConnection { pageInfo { ... { endCursor } } nodes { ...Row } }
      fragment Row on Task { id }
    `;
    expect(selectedIn(text)).toEqual([
      'OneTask.target',
      'PageInfo.endCursor',
      'Target.name',
      'Task.id',
      'TaskConnection.edges',
      'TaskConnection.nodes',
      'TaskConnection.pageInfo',
      'TaskEdge.cursor',
      'TaskEdge.node',
    ]);
  });

  it('is without what the directives leave out', () => {
    const text = `query ($yes: Boolean!, $no: Boolean!) { list {
      a: nodes @skip(if: true) { id }
      pageInfo @include(if: $no) { endCursor }
      ... @skip(if: $yes) { outcomes { totalCount } }
      ...Edges @include(if: false)
      totalCount @skip(if: $no) @include(if: $yes)
    } } fragment Edges on TaskConnection { edges { cursor } }`;
    expect(selectedIn(text, { yes: true, no: false })).toEqual(['TaskConnection.totalCount']);
  });

  it('is found at once, however often fragments spread others', () => {
    const steps = Array.from(
      { length: 40 },
      (_, n) => `fragment F${n} on TaskConnection { ...F${n + 1} ...F${n + 1} }`,
    );
    expect(selectedIn(`{ list { ...F0 } } ${steps.join(' ')} fragment F40 on TaskConnection { totalCount }`)).toEqual([
      'TaskConnection.totalCount',
    ]);
  });

  it.each([
    [
      'list',
      'nodes { source { health { state } tasks { totalCount pageInfo { hasNextPage } } } }',
      ['Task.source', 'TaskConnection.nodes'],
    ],
    [
      'list',
      'edges { node { ... on OneTask { id parent { target { name } } } } }',
      ['OneTask.id', 'OneTask.parent', 'TaskConnection.edges', 'TaskEdge.node'],
    ],
    [
      'list',
      'outcomes { totalCount source { tasks { nodes { id } edges { cursor } } } }',
      ['Outcome.source', 'Outcome.totalCount', 'TaskConnection.outcomes'],
    ],
    [
      'node',
      '... on TaskSource { health { state } tasks { nodes { ... on OneTask { target { name } } } } }',
      ['Health.state', 'TaskSource.health', 'TaskSource.tasks'],
    ],
  ])('of %s { %s } is not what another list or task answers by itself', (field, selection, selected) => {
    expect(selectedIn(`{ ${field} { ${selection} } }`)).toEqual(selected);
  });
});

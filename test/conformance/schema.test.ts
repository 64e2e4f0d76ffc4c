import { readFileSync } from 'node:fs';
import { buildSchema } from 'graphql';
import { describe, expect, test } from 'vitest';
import { SCHEMA_RULES } from './schema-rules.ts';

const printed = readFileSync('schema/schema.graphql', 'utf8');

/** Faults by rule; rules without any are left out. */
function faultsOf(text: string): Record<string, readonly string[]> {
  const schema = buildSchema(text);
  return Object.fromEntries(
    Object.entries(SCHEMA_RULES)
      .map(([name, rule]) => [name, rule(schema)] as const)
      .filter(([, faults]) => faults.length > 0),
  );
}

/** The rule, a change of the printed schema that breaks it, and what it then says. */
const BREACHES: readonly (readonly [rule: string, from: RegExp, to: string, fault: string])[] = [
  ['connectionTypes', /^ {2}edges: \[TaskEdge!\]!/m, '  edges: TaskEdge!', 'TaskConnection: `edges` is a list'],
  ['connectionTypes', /pageInfo: PageInfo!/, 'pageInfo: PageInfo', 'HuaweiCsmsTaskConnection: `pageInfo` is PageInfo!'],
  ['edgeTypes', /TaskEdge\b/g, 'TaskRow', 'TaskRow: its name ends in Edge'],
  ['edgeTypes', /node: SailPointTask!/, 'node: SailPointTaskReturn!', 'SailPointTaskEdge: `node` is a Node'],
  ['edgeTypes', /cursor: String!/, 'cursor: Int!', 'HuaweiCsmsTaskEdge: `cursor` is String!'],
  ['edgeTypes', /type TaskTarget \{/, 'type TaskTarget { edge: TaskEdge', 'TaskTarget.edge: edges are of connections'],
  ['pagingArguments', /first: Int/, 'many: Int', 'Query.huaweiCsmsTasks: a connection takes `first` or `last`'],
  ['pagingArguments', /last: Int/, 'most: Int', 'Query.huaweiHssTasks: `last` and `before` stand together'],
  ['pagingArguments', /after: String/, 'from: String', 'Query.huaweiCsmsTasks: `first` and `after` stand together'],
  ['pagingArguments', /before: String/, 'until: String', 'Query.huaweiHssTasks: `last` and `before` stand together'],
  ['pagingArguments', /first: Int/, 'first: String', '`first` and `last` are Int'],
  ['pagingArguments', /after: String/, 'after: Int', '`after` and `before` are String'],
  ['pageInfo', /endCursor: String/, 'endCursor: String!', 'PageInfo.endCursor: String'],
  ['pageInfo', /hasNextPage: Boolean!/, 'hasNextPage: Boolean', 'PageInfo.hasNextPage: Boolean!'],
  ['descriptions', /"""What it works on."""/, '', 'HuaweiCsmsTask.target: has a description'],
  ['descriptions', /"""At work."""/, '', 'has a description'],
  ['descriptions', /"""Which tasks."""/, '', 'Query.tasks(filter:): has a description'],
  ['descriptions', /"""False: it comes with the rest."""/, '', '@defer(if:): has a description'],
  ['names', /\bTaskProgress\b/g, 'task_progress', 'task_progress: matches'],
  ['names', /nativeStatus: String/g, 'native_status: String', 'native_status: matches'],
  ['names', /\bQUEUED$/m, 'Queued', 'TaskStatus.Queued: matches'],
  ['inputNames', /\bTaskFilter\b/g, 'TaskCriteria', 'TaskCriteria: input types'],
  ['inputNames', /\bTaskTarget\b/g, 'TargetInput', 'TargetInput: input types'],
  ['noStutter', /type TaskTarget \{/, 'type TaskTarget { taskTargetKind: String', 'TaskTarget.taskTargetKind'],
  ['ids', /type TaskTarget \{/, 'type TaskTarget { id: ID!', 'TaskTarget.id: `id` is of types that are a Node'],
  ['ids', /type TaskTarget \{/, 'type TaskTarget { key: ID!', 'TaskTarget.key: `id`, and it alone, is an ID'],
  ['nullability', /\): TaskConnection$/m, '): TaskConnection!', 'Query.tasks: a connection is nullable'],
  [
    'nullability',
    /outcomes: \[TaskSourceOutcome!\]!/,
    'outcomes: [TaskSourceOutcome]!',
    'TaskConnection.outcomes: a list',
  ],
  ['nullability', /\): \[Node\]!/, '): [Node!]!', 'Query.nodes: a list holds no nulls, unless it answers `ids`'],
  ['instants', /createdAt: DateTime/g, 'created: DateTime', 'HuaweiCsmsTask.created: a DateTime'],
  ['instants', /attempts: Int/, 'attemptedAt: Int', 'HuaweiCsmsTask.attemptedAt: a DateTime'],
];

describe('the printed schema', () => {
  test('keeps every rule', () => {
    expect(faultsOf(printed)).toEqual({});
  });

  test.each(BREACHES)('would break %s with %s made %j', (rule, from, to, fault) => {
    const changed = printed.replace(from, to);
    expect(changed).not.toBe(printed);
    expect(faultsOf(changed)[rule]?.join('\n')).toContain(fault);
  });

  test('keeps no rule that nothing would break', () => {
    expect(new Set(BREACHES.map(([rule]) => rule))).toEqual(new Set(Object.keys(SCHEMA_RULES)));
  });
});

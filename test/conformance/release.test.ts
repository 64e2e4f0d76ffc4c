import { readFileSync } from 'node:fs';
import { ChangeType, CriticalityLevel, diff } from '@graphql-inspector/core';
import { buildSchema } from 'graphql';
import { expect, test } from 'vitest';

/** Dangerous to clients that were not told; the README tells them that these may come at any time. */
const TOLD: ReadonlySet<string> = new Set([
  ChangeType.EnumValueAdded,
  ChangeType.FieldArgumentAdded,
  ChangeType.InputFieldAdded,
  ChangeType.ObjectTypeInterfaceAdded,
]);

const released = readFileSync('schema/released.graphql', 'utf8');

/** What a client written against the release could trip over, with the path in the schema. */
async function brokenBy(next: string): Promise<readonly string[]> {
  const changes = await diff(buildSchema(released), buildSchema(next));
  return changes
    .filter(({ criticality, type }) => {
      switch (criticality.level) {
        case CriticalityLevel.Breaking:
          return true;
        case CriticalityLevel.Dangerous:
          return !TOLD.has(type);
        case CriticalityLevel.NonBreaking:
          return false;
        default:
          return criticality.level satisfies never;
      }
    })
    .map(({ criticality, type, path }) => `${criticality.level} ${type} ${path}`);
}

test('nothing that the last release serves is taken back', async () => {
  expect(await brokenBy(readFileSync('schema/schema.graphql', 'utf8'))).toEqual([]);
});

const withText = (from: string, to: string) => {
  expect(released).toContain(from);
  return released.replace(from, to);
};

test.each([
  ['  health: TaskSourceHealth!\n', '  wellbeing: TaskSourceHealth!\n'],
  ['  pageInfo: PageInfo!\n', '  pageInfo: PageInfo\n'],
  ['  QUEUED\n', '  WAITING\n'],
  ['  first: Int\n', '  first: Int!\n'],
  ['  sources(\n', '  sources(\n    match: Int!\n'],
  ['input TaskFilter {\n', 'input TaskFilter {\n  match: Int!\n'],
  ['TaskPartialResults = ALLOW', 'TaskPartialResults = REJECT'],
  ['TaskOrderDirection = DESC', 'TaskOrderDirection = ASC'],
  ['type TaskSource implements Node', 'type TaskSource'],
  [' on FRAGMENT_SPREAD | INLINE_FRAGMENT', ' on INLINE_FRAGMENT'],
])('%j made %j is found', async (from, to) => {
  expect(await brokenBy(withText(from, to))).toHaveLength(1);
});

test.each([
  ['enum TaskStatus {\n', 'enum TaskStatus {\n  PAUSED\n'],
  ['  totalCount: Int\n', '  totalCount: Int!\n'],
  ['  totalCount: Int\n', '  totalCount: Int @deprecated(reason: "Use another.")\n'],
  ['  sources(\n', '  sources(\n    match: Int\n'],
  ['input TaskFilter {\n', 'input TaskFilter {\n  match: Int\n'],
  ['scalar JSON\n', 'scalar JSON\n\ntype SixthProvidersTask implements Node {\n  id: ID!\n}\n'],
  ['type TaskTarget {\n', 'interface Named {\n  name: String\n}\n\ntype TaskTarget implements Named {\n'],
])('%j made %j is what clients are told to expect', async (from, to) => {
  expect(await brokenBy(withText(from, to))).toEqual([]);
});

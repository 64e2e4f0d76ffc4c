import { expect } from 'vitest';
import { providers } from '../../../src/providers/registry.ts';
import type { DemoServer } from '../../support/demo-server.ts';

/** What the clients' documents select of each task. */
export interface TaskLine {
  readonly __typename: string;
  readonly id: string;
  readonly nativeId: string;
  readonly title: string;
  readonly status: string;
  readonly orderedAt: string | null;
  readonly source: { readonly name: string };
}

/** Native ids of what the upstream of one provider holds, sorted. */
export function heldBy({ simulations }: DemoServer, provider: string): readonly string[] {
  const index = providers.findIndex(({ name }) => name === provider);
  return simulations[index]?.taskIds().toSorted() ?? [];
}

/** Holds a client's list to what the upstreams hold: each task, once, in the order that the schema describes. */
export function expectWholeList(server: DemoServer, tasks: readonly TaskLine[]): void {
  const held = providers.flatMap(({ name }) => heldBy(server, name).map((nativeId) => `${name}-demo ${nativeId}`));
  const listed = tasks.map(({ source, nativeId }) => `${source.name} ${nativeId}`);
  expect(held.length).toBeGreaterThan(300);
  expect(listed.toSorted()).toEqual(held.toSorted());
  expect(tasks.map(({ id }) => id)).toEqual(tasks.toSorted(byOrder).map(({ id }) => id));
  expect(new Set(tasks.map(({ __typename }) => __typename)).size).toBe(providers.length);
}

function byOrder(a: TaskLine, b: TaskLine): number {
  const instant = ({ orderedAt }: TaskLine): number =>
    orderedAt === null ? Number.POSITIVE_INFINITY : Date.parse(orderedAt);
  if (instant(a) !== instant(b)) return instant(a) > instant(b) ? -1 : 1;
  if (a.source.name !== b.source.name) return a.source.name < b.source.name ? -1 : 1;
  return a.nativeId < b.nativeId ? -1 : 1;
}

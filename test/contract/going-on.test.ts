import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type Demo, startDemo } from '../../src/demo.ts';
import type { Provider, Simulation } from '../../src/providers/provider.ts';
import { providers } from '../../src/providers/registry.ts';
import { createTestGraph, type TestGraph } from '../support/graph.ts';
import { createManualClock, type ManualClock } from '../support/manual-clock.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

/** What a task's status says of its life. */
const STAGES = new Map([
  ['QUEUED', 'queued'],
  ['RUNNING', 'running'],
  ['BLOCKED', 'running'],
  ['READY', 'running'],
  ['SUCCEEDED', 'ended'],
  ['WARNING', 'ended'],
  ['FAILED', 'ended'],
  ['CANCELLED', 'ended'],
]);

interface Row {
  readonly id: string;
  readonly status: string;
  readonly orderedAt: string | null;
}

interface Page {
  readonly nodes: readonly Row[];
  readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
  readonly outcomes: readonly { readonly state: string }[];
}

const PAGE = /* GraphQL */ `
  query ($first: Int!, $after: String) {
    tasks(first: $first, after: $after) {
      nodes { id status orderedAt }
      pageInfo { hasNextPage endCursor }
      outcomes { state }
    }
  }
`;

let demo: Demo;
let clock: ManualClock;
beforeEach(async () => {
  clock = createManualClock(Date.UTC(2026, 10, 22, 12));
  demo = await startDemo(providers, { now: clock.now });
});
afterEach(() => demo.close());

describe.each(providers.map((provider, index) => [provider.name, provider, index] as const))(
  '%s, as the demo runs on,',
  (_name, provider: Provider, index) => {
    let simulation: Simulation;
    let graph: TestGraph;
    beforeEach(() => {
      const started = demo.simulations[index];
      if (!started) throw new Error('the demo is without it');
      simulation = started;
      graph = createTestGraph([{ provider, simulation, settings: { id: 'one' } }]);
    });
    afterEach(() => graph.close());

    const readAll = async (first: number, betweenPages: () => void = () => {}): Promise<readonly Row[]> => {
      const rows: Row[] = [];
      for (let after: string | null = null; ; betweenPages()) {
        const { tasks: page }: { tasks: Page } = await graph.query<{ tasks: Page }>(PAGE, { first, after });
        expect(page.outcomes).toEqual([{ state: 'COMPLETE' }]);
        rows.push(...page.nodes);
        if (!page.pageInfo.hasNextPage) return rows;
        after = page.pageInfo.endCursor;
      }
    };

    const stagesOf = (rows: readonly Row[]): readonly unknown[] =>
      [...new Set(rows.map(({ status }) => STAGES.get(status)))].toSorted();

    /** How many tasks its memory holds, listed or not. */
    const countHeld = (): number => {
      const [id] = simulation.taskIds();
      const held = Object.values(simulation).find((member) => member instanceof Map && member.has(id));
      return held instanceof Map ? held.size : Number.NaN;
    };

    test('MUST look as at its start: in each stage of life some, about as many, others', async () => {
      const atStart = await readAll(200);
      const heldAtStart = countHeld();
      expect(stagesOf(atStart)).toContain('running');
      let before = atStart;
      for (const laterMs of [HOUR_MS, DAY_MS, 7 * DAY_MS]) {
        clock.advance(laterMs);
        const rows = await readAll(200);
        expect(stagesOf(rows)).toEqual(stagesOf(atStart));
        expect(rows.length).toBeGreaterThan(atStart.length / 2);
        expect(rows.length).toBeLessThan(atStart.length * 2);
        expect(countHeld()).toBeLessThan(heldAtStart * 1.5);
        const known = new Set(before.map(({ id }) => id));
        expect(rows.filter(({ id }) => !known.has(id)).length).toBeGreaterThan(rows.length / 5);
        before = rows;
      }
    });

    test('MUST be without a stage at no time', async () => {
      const stages = stagesOf(await readAll(200));
      for (let step = 0; step < 30; step += 1) {
        clock.advance(13 * MINUTE_MS);
        expect([step, stagesOf(await readAll(200))]).toEqual([step, stages]);
      }
    });

    test('MUST be read to the end, each task that stays once, while others come and go', async () => {
      clock.advance(DAY_MS);
      const keyOf = ({ id, orderedAt }: Row): string => `${id} ${orderedAt}`;
      const before = await readAll(200);
      const read = await readAll(10, () => clock.advance(5 * MINUTE_MS));
      const after = new Set((await readAll(200)).map(keyOf));
      const stayed = before.map(keyOf).filter((key) => after.has(key));
      expect(stayed.length).toBeGreaterThan(5);
      expect(stayed.length).toBeLessThan(before.length);
      const times = Map.groupBy(read.map(keyOf), (key) => key);
      expect(stayed.filter((key) => times.get(key)?.length !== 1)).toEqual([]);
    });
  },
);

import { expect } from 'vitest';
import type { SimulatedRequest } from '../../src/simulation/simulator.ts';
import type { TaskStatus } from '../../src/tasks/status.ts';
import { createTestGraph, type SimulatedSource } from '../support/graph.ts';
import type { Change } from './history.ts';

/** What of a task decides whether and where it is served. */
export interface Facts {
  readonly status: TaskStatus;
  /** Epoch milliseconds. */
  readonly orderedAt: number | null;
}

/** A simulated upstream that changes while it is read. */
export interface World {
  readonly source: SimulatedSource;
  /** What it would list now, by native id. */
  readonly held: () => ReadonlyMap<string, Facts>;
  /** Null for a task that it would not list. */
  readonly factsOf: (id: string) => Facts | null;
  /** Returns the ids of the tasks that are others now. */
  readonly apply: (change: Change, request: SimulatedRequest) => readonly string[];
  /** The requests that a history counts. */
  readonly isList: (request: SimulatedRequest) => boolean;
  readonly close: () => Promise<void>;
}

export interface MovingWorld {
  readonly world: World;
  readonly history: readonly (readonly Change[])[];
}

export interface ReadingPlan {
  readonly direction: 'ASC' | 'DESC';
  readonly from: 'start' | 'end';
  readonly size: number;
  readonly statuses: readonly TaskStatus[] | null;
  /** ISO 8601. */
  readonly since: string | null;
  readonly until: string | null;
  /** Whether pages look for what lies behind them too. */
  readonly looksBack: boolean;
  /** Whether scans may be kept from page to page. */
  readonly keepsScans: boolean;
}

const PAGE = /* GraphQL */ `
  query ($first: Int, $after: String, $last: Int, $before: String, $filter: TaskFilter, $direction: TaskOrderDirection!, $looksBack: Boolean!, $looksOn: Boolean!) {
    tasks(first: $first, after: $after, last: $last, before: $before, filter: $filter, orderBy: { direction: $direction }) {
      edges { cursor node { nativeId source { name } } }
      pageInfo {
        hasNextPage @include(if: $looksOn)
        hasPreviousPage @include(if: $looksBack)
      }
      outcomes { source { name } state problem { code retryable message } }
    }
  }
`;

interface Page {
  readonly edges: readonly {
    readonly cursor: string;
    readonly node: { readonly nativeId: string; readonly source: { readonly name: string } };
  }[];
  readonly pageInfo: { readonly hasNextPage?: boolean; readonly hasPreviousPage?: boolean };
  readonly outcomes: readonly {
    readonly source: { readonly name: string };
    readonly state: string;
    readonly problem: { readonly code: string; readonly retryable: boolean; readonly message: string } | null;
  }[];
}

/** Times that a page is asked for again before the reading goes on without the sources that fail. */
const MAX_RETRIES = 3;

/**
 * Reads the merged list of upstreams that change before each of their requests, page by page to its end, and holds it to the
 * promise: what is there from beginning to end, matches all the while and keeps its place is served exactly once, what never
 * matches is not, no page has an id twice, and a source that fails does so as UNAVAILABLE, retryable.
 * @returns how many pages failed.
 */
export async function readMoving(moving: readonly MovingWorld[], plan: ReadingPlan): Promise<number> {
  const { direction, from, size, statuses, since, until } = plan;
  const graph = createTestGraph(
    moving.map(({ world }) => world.source),
    plan.keepsScans ? {} : { scanBytes: 1 },
  );
  const matches = ({ status, orderedAt }: Facts): boolean =>
    (statuses === null || statuses.includes(status)) &&
    (since === null || orderedAt === null || orderedAt >= Date.parse(since)) &&
    (until === null || (orderedAt !== null && orderedAt < Date.parse(until)));

  /** By source and id: whether it must be served (1) or must not (0); what the promise does not cover is taken out. */
  const due = new Map<string, { readonly times: 0 | 1; readonly orderedAt: number | null }>();
  const unhooks = moving.map(({ world, history }) => {
    const { source, held, factsOf, apply, isList } = world;
    const key = (id: string): string => JSON.stringify([source.settings.id, id]);
    for (const [id, facts] of held()) due.set(key(id), { times: matches(facts) ? 1 : 0, orderedAt: facts.orderedAt });
    let requests = 0;
    return source.simulation.server.hook((request) => {
      if (!isList(request)) return undefined;
      for (const touched of (history[requests] ?? []).flatMap((change) => apply(change, request))) {
        const facts = factsOf(touched);
        const known = due.get(key(touched));
        const isKept =
          facts !== null && known?.orderedAt === facts.orderedAt && known.times === (matches(facts) ? 1 : 0);
        if (!isKept) due.delete(key(touched));
      }
      requests += 1;
      return undefined;
    });
  });

  const served = new Map<string, number>();
  const failed = new Set<string>();
  let failures = 0;
  const isForward = from === 'start';
  const filter = { statuses, since, until };
  const ask = async (edge: string | null): Promise<Page> => {
    for (let tries = 0; ; tries += 1) {
      const window = isForward ? { first: size, after: edge } : { last: size, before: edge };
      const { tasks }: { tasks: Page } = await graph.query(PAGE, {
        ...window,
        filter,
        direction,
        looksOn: isForward || plan.looksBack,
        looksBack: !isForward || plan.looksBack,
      });
      const failing = tasks.outcomes.filter(({ state }) => state !== 'COMPLETE');
      for (const { problem } of failing) expect(problem).toMatchObject({ code: 'UNAVAILABLE', retryable: true });
      failures += failing.length;
      const isNew = failing.some(({ source }) => !failed.has(source.name));
      if (!isNew) return tasks;
      if (tries < MAX_RETRIES) continue;
      for (const { source } of failing) failed.add(source.name);
      return tasks;
    }
  };
  try {
    for (let edge: string | null = null, pages = 0; ; pages += 1) {
      expect(pages).toBeLessThan(1000);
      const { edges, pageInfo } = await ask(edge);
      const keys = edges.map(({ node }) => JSON.stringify([node.source.name, node.nativeId]));
      expect(new Set(keys).size).toBe(keys.length);
      for (const key of keys) served.set(key, (served.get(key) ?? 0) + 1);
      if (!(isForward ? pageInfo.hasNextPage : pageInfo.hasPreviousPage)) break;
      edge = (isForward ? edges.at(-1) : edges[0])?.cursor ?? null;
      expect(edge).not.toBeNull();
    }
  } finally {
    for (const unhook of unhooks) unhook();
    await graph.close();
  }
  const covered = [...due].filter(([key]) => !failed.has(JSON.parse(key)[0]));
  const wrong = covered
    .map(([key, { times, orderedAt }]) => ({ key, times, served: served.get(key) ?? 0, orderedAt }))
    .filter((task) => task.times !== task.served);
  expect(wrong).toEqual([]);
  return failures;
}

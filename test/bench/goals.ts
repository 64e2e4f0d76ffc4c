/** What a ratio has to reach, and the least that will do. */
export interface Goal {
  readonly goal: number;
  readonly floor: number;
  /** The ratio must stay under these. */
  readonly atMost?: boolean;
}

const MERCURIUS = { Q1: { goal: 2, floor: 1.5 }, Q2: { goal: 2, floor: 1.7 } };

/** Capacity per core over that of each server, by question: its CPU time for a request over ours. */
export const CAPACITY: Readonly<Record<string, Readonly<Record<string, Goal>>>> = {
  raw: { Q1: { goal: 1, floor: 0.75 }, Q2: { goal: 1, floor: 0.9 }, Q3: { goal: 0.85, floor: 0.7 } },
  hive: { Q1: { goal: 7, floor: 5 }, Q2: { goal: 5, floor: 4 } },
  apollo: { Q1: { goal: 5, floor: 4 }, Q2: { goal: 4.5, floor: 3.5 } },
  yoga: { Q1: { goal: 2.5, floor: 2 }, Q2: { goal: 2.5, floor: 2 } },
  'mercurius-undici': MERCURIUS,
  mercurius: MERCURIUS,
};

/** Milliseconds over the yardstick's median answer, 20 ms upstream, one connection. */
export const ADDED_MS: Readonly<Record<string, Goal>> = {
  Q1L: { goal: 0.3, floor: 0.6, atMost: true },
  Q2L: { goal: 1, floor: 2, atMost: true },
  Q3L: { goal: 1.5, floor: 3, atMost: true },
};

/** Of the yardstick's throughput, 20 ms upstream, 32 connections. */
export const SLOW_THROUGHPUT: Readonly<Record<string, Goal>> = {
  Q1L: { goal: 0.9, floor: 0.8 },
  Q2L: { goal: 0.9, floor: 0.8 },
};

const single = (value: number, atMost = false): Goal => ({ goal: value, floor: value, atMost });

/** CPU time of edges with cursors over that of nodes. */
export const EDGES = single(1.1, true);
/** Capacity over a yardstick's that shares equal reads in flight. */
export const SHARED = single(0.8);
export const MEMORY = single(1.15, true);
export const START_SECONDS = single(0.5, true);
export const WORKERS = single(1.8);

export function verdict(value: number, { goal, floor, atMost = false }: Goal): string {
  const reaches = (bound: number): boolean => (atMost ? value <= bound : value >= bound);
  if (reaches(goal)) return 'met';
  return reaches(floor) ? 'floor met' : 'NOT met';
}

export function describeGoal({ goal, floor, atMost = false }: Goal): string {
  return `${atMost ? '≤' : '≥'} ${goal}${floor === goal ? '' : ` (${floor})`}`;
}

import fc from 'fast-check';

/** Tasks, in the order that they were made in, that go in one burst. */
export const BURST = 40;

/** What happens to an upstream between two of its requests; whatever the numbers mean is the upstream's to say. */
export interface Change {
  readonly kind: 'insert' | 'remove' | 'status' | 'move' | 'burst';
  /** Chooses a task. */
  readonly at: number;
  /** Chooses an instant. */
  readonly instant: number;
  /** Chooses among the states and other ways that a task can be. */
  readonly way: number;
}

const numbers = { at: fc.nat(), instant: fc.nat(), way: fc.nat() };

const change: fc.Arbitrary<Change> = fc.oneof(
  { weight: 30, arbitrary: fc.record({ kind: fc.constantFrom('insert', 'remove', 'status', 'move'), ...numbers }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('burst' as const), ...numbers }) },
);

/** Before each request, some changes; after the history's end the upstream stands still. */
export const history: fc.Arbitrary<readonly (readonly Change[])[]> = fc.array(fc.array(change, { maxLength: 6 }), {
  maxLength: 60,
  size: 'max',
});

/** Histories of each upstream in the default run; `npm run test:drift` takes many more. */
export const HISTORIES = Number(process.env['DRIFT_HISTORIES'] ?? 40);
const TIME_LIMIT_MS = 60_000 + HISTORIES * 2_000;

/** A failing history is printed with its seed, as it is: upstreams over HTTP are too slow to look for a smaller one. */
export const DRIFT_RUN = { numRuns: HISTORIES, endOnFailure: true, interruptAfterTimeLimit: TIME_LIMIT_MS - 10_000 };
export const DRIFT_TIMEOUT_MS = TIME_LIMIT_MS;

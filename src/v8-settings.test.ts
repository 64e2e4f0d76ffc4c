import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const SERVER = [fileURLToPath(new URL('main.ts', import.meta.url)), '--help'];
/** Begun by nobody, it waits for what to do, for ever: its work has to end it. */
const WORKER = [fileURLToPath(new URL('worker.ts', import.meta.url))];

const DONE = 'all the work was done';

/** All that V8 says while a program runs, which says itself when it is done. */
function toldBy(...flagsAndProgram: readonly string[]): string {
  const { status, stdout } = spawnSync(process.execPath, flagsAndProgram, { encoding: 'utf8', timeout: 25_000 });
  expect(status).toBe(0);
  expect(stdout).toContain(DONE);
  return stdout;
}

/** How often V8 says so while a program runs. */
function countOf(told: string, ...flagsAndProgram: readonly string[]): number {
  return toldBy(...flagsAndProgram).split(told).length - 1;
}

/** Of a process of ours that does this work when it is done, with what it has set by then. */
function atItsEnd(work: string, program: readonly string[] = SERVER): readonly string[] {
  const text = `process.once('beforeExit', () => { ${work} });`;
  return ['--import', `data:text/javascript,${encodeURIComponent(text)}`, ...program];
}

test('the server makes nothing old because of what was before it', () => {
  // Many objects made at one place, which are kept for a while: V8 decides to make those of later as old ones.
  const work = `
    const make = (index) => ({ index, all: [index] });
    let kept = [];
    for (let made = 0; made < 2_000_000; made += 1) {
      if (made % 300_000 === 0) kept = [];
      kept.push(make(made));
    }
    console.log('${DONE}');`;
  // Only what unoptimized code makes is counted, and nothing is decided until the place for new objects has its full size: which
  // of the two comes first, the optimized code or that size, must not be left to the machine.
  const flags = ['--no-maglev', '--no-turbofan', '--min-semi-space-size=4', '--max-semi-space-size=4'];
  const decisionsOf = (...program: readonly string[]): number =>
    countOf('=> tenure', '--trace-pretenuring-statistics', ...flags, ...program);
  expect(decisionsOf('--eval', work)).toBeGreaterThan(0);
  expect(decisionsOf(...atItsEnd(work))).toBe(0);
});

test('the server does not look through its heap because of what was outside of it for a moment', () => {
  const work = `
    const kept = [];
    for (let made = 0; made < 60_000; made += 1) kept[made % 20] = Buffer.allocUnsafe(100_000);
    console.log('${DONE}');`;
  const collectionsOf = (...program: readonly string[]): number => countOf('Mark-Compact', '--trace-gc', ...program);
  expect(collectionsOf('--eval', work)).toBeGreaterThan(20);
  expect(collectionsOf(...atItsEnd(work))).toBeLessThan(10);
});

test('the server does not collect for memory to give back, and throw compiled code away with it', () => {
  const work = `
    globalThis.kept = Array.from({ length: 400_000 }, (_, index) => ({ index }));
    gc();
    setTimeout(() => console.log('${DONE}'), 3_000);`;
  // Once V8 has looked whether to do so, it does so or waits to look again, unless it never does.
  const flags = ['--expose-gc', '--trace-memory-reducer', '--gc-memory-reducer-start-delay-ms=50'];
  const stepsOf = (...program: readonly string[]): readonly string[] =>
    toldBy(...flags, ...program).match(/Memory reducer: (?:waiting|started)/g) ?? [];
  expect(stepsOf('--eval', work)).not.toEqual([]);
  expect(stepsOf(...atItsEnd(work))).toEqual([]);
});

test.each([
  ['the server', SERVER],
  ['a worker', WORKER],
])('%s lets its heap grow as much at all times, whatever V8 thinks of how busy it is', (_name, program) => {
  // Little is made in the time between two collections: V8 by itself lets the heap grow the less, the less that is.
  const work = `
    const kept = Array.from({ length: 100_000 }, (_, index) => ({ index }));
    for (let collected = 0; collected < 5; collected += 1) {
      for (const until = performance.now() + 200; performance.now() < until; );
      gc();
    }
    console.log('${DONE}');
    process.exit();`;
  const flags = ['--expose-gc', '--trace-gc-verbose'];
  const factorsOf = (...program: readonly string[]): ReadonlySet<string> =>
    new Set(toldBy(...flags, ...program).match(/(?<=\] factor )[\d.]+/g));
  // What it allows at most, by itself.
  expect(factorsOf('--eval', work)).not.toEqual(new Set(['4.0']));
  expect(factorsOf(...atItsEnd(work, program))).toEqual(new Set(['3.0']));
});

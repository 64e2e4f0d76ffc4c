import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

/** Makes many objects at one place, which are kept for a while: V8 decides to make those of later as old ones. */
const WORK = `
  const make = (index) => ({ index, all: [index] });
  let kept = [];
  for (let made = 0; made < 2_000_000; made += 1) {
    if (made % 300_000 === 0) kept = [];
    kept.push(make(made));
  }
`;

/** How often V8 decided so. */
function decisionsOf(...program: readonly string[]): number {
  const args = ['--trace-pretenuring-statistics', ...program];
  const { status, stdout } = spawnSync(process.execPath, args, { encoding: 'utf8' });
  expect(status).toBe(0);
  return stdout.split('=> tenure').length - 1;
}

/** Does the work when the program is done, with what it has set by then. */
const AT_EXIT = `data:text/javascript,${encodeURIComponent(`process.on('exit', () => { ${WORK} });`)}`;
const MAIN = fileURLToPath(new URL('main.ts', import.meta.url));

test('the server makes nothing old because of what was before it', () => {
  expect(decisionsOf('--eval', WORK)).toBeGreaterThan(0);
  expect(decisionsOf('--import', AT_EXIT, MAIN, '--help')).toBe(0);
});

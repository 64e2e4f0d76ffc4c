import { spawnSync } from 'node:child_process';
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
function decisionsOf(script: string): number {
  const args = ['--trace-pretenuring-statistics', '--input-type=module', '--eval', script];
  const { status, stdout } = spawnSync(process.execPath, args, { encoding: 'utf8' });
  expect(status).toBe(0);
  return stdout.split('=> tenure').length - 1;
}

test('nothing is made old because of what was before it', () => {
  const settings = JSON.stringify(new URL('v8-settings.ts', import.meta.url).href);
  expect(decisionsOf(WORK)).toBeGreaterThan(0);
  expect(decisionsOf(`import { setUpV8 } from ${settings};\nsetUpV8();\n${WORK}`)).toBe(0);
});

import { readFileSync, writeFileSync } from 'node:fs';

const README = new URL('README.md', import.meta.url);

/** Puts a run's report into the README, between the marks of that name. */
export function writeResults(name: string, report: string): void {
  const text = readFileSync(README, 'utf8');
  const [open, close] = [`<!-- ${name}: begin -->`, `<!-- ${name}: end -->`];
  const start = text.indexOf(open);
  const end = text.indexOf(close);
  if (start === -1 || end === -1) throw new Error(`README.md has no ${open} … ${close}`);
  writeFileSync(README, `${text.slice(0, start + open.length)}\n${report}\n${text.slice(end)}`);
}

import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, test } from 'vitest';
import { hasOpenssl } from './certificates.ts';
import { matrixCells, withMatrix } from './matrix.ts';
import type { MatrixReport } from './run-matrix.ts';

const README = new URL('../../src/http/README.md', import.meta.url);

let report: MatrixReport;
/** All that the run said, with the libraries' own logs. */
let output: string;

beforeAll(async () => {
  const folder = mkdtempSync(join(tmpdir(), 'faults-'));
  const file = join(folder, 'report.json');
  const child = spawn(process.execPath, [fileURLToPath(new URL('run-matrix.ts', import.meta.url)), file], {
    env: { ...process.env, NODE_DEBUG: 'undici', LOG_LEVEL: 'trace' },
  });
  const chunks: Buffer[] = [];
  child.stdout.on('data', (chunk: Buffer) => chunks.push(chunk));
  child.stderr.on('data', (chunk: Buffer) => chunks.push(chunk));
  const code = await new Promise((resolve) => child.on('close', resolve));
  output = Buffer.concat(chunks).toString('utf8');
  if (code !== 0) throw new Error(`The matrix did not run: ${output.slice(-4000)}`);
  report = JSON.parse(readFileSync(file, 'utf8'));
  rmSync(folder, { recursive: true });
}, 180_000);

const cells = matrixCells().map((cell, index) => ({ ...cell, index, provider: cell.subject.provider.name }));

describe('a source that is met with', () => {
  test.each(cells)(
    '$fault.name at $position of $provider fares as the table says, and costs nobody else a task',
    ({ index, fault, provider, expected }) => {
      const cell = report.cells[index];
      if (fault.needsTls && !hasOpenssl) {
        expect(cell?.observed).toBe('not run: openssl is missing');
        return;
      }
      // CSMS documents no end of its list: an error behind a full page is taken for it, where the page's last task is still there.
      const isEnd = expected.includes(' as the end of the list');
      expect(cell?.observed).toBe(expected.replace(' as the end of the list', ''));
      const whole = report.whole[provider] ?? [];
      const others = whole.filter(({ source }) => source.name !== 'struck');
      expect(others.length).toBeGreaterThan(0);
      expect(whole.length).toBeGreaterThan(others.length);
      if (expected.startsWith('COMPLETE') && !isEnd) expect(cell?.nodes).toEqual(whole);
      // What is left out makes room on the page, so that every task of the other comes.
      else {
        const served = new Set(cell?.nodes?.filter(({ source }) => source.name !== 'struck').map(({ id }) => id));
        expect(others.filter(({ id }) => !served.has(id))).toEqual([]);
      }
      if (!expected.startsWith('COMPLETE') && !expected.startsWith('PARTIAL')) {
        expect(cell?.nodes?.every(({ source }) => source.name !== 'struck')).toBe(true);
      }
    },
  );
});

test('nothing of a credential is in any answer, metric or debug log of the whole run', () => {
  expect(report.secrets.length).toBeGreaterThan(100);
  expect(output).toContain('UNDICI');
  expect(output).toContain('"msg":"operation"');
  expect(output).toContain('"msg":"a source refuses its credential"');
  expect(output).toContain('task_federation_upstream_requests_total{source="struck"');
  expect(report.secrets.filter((secret) => output.includes(secret))).toEqual([]);
});

test('the README shows this matrix', () => {
  const readme = readFileSync(README, 'utf8');
  expect(readme).toBe(withMatrix(readme));
});

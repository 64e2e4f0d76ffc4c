import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { Simulation } from '../../src/providers/provider.ts';
import { providers } from '../../src/providers/registry.ts';
import { type StartedProcess, startProcess } from '../support/child-process.ts';
import { createManualClock } from '../support/manual-clock.ts';

const PAGE = `query ($after: String) {
  tasks(first: 40, after: $after) {
    nodes { nativeId source { name } }
    pageInfo { endCursor hasNextPage hasPreviousPage }
    outcomes { state }
  }
}`;

interface Page {
  readonly nodes: readonly { readonly nativeId: string; readonly source: { readonly name: string } }[];
  readonly pageInfo: {
    readonly endCursor: string | null;
    readonly hasNextPage: boolean;
    readonly hasPreviousPage: boolean;
  };
  readonly outcomes: readonly { readonly state: string }[];
}

let folder: string;
let simulations: readonly Simulation[];
const processes: StartedProcess[] = [];

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'replicas-'));
  const { now } = createManualClock(Date.now());
  simulations = await Promise.all(providers.map(({ simulate }) => simulate({ seed: 11, tasks: 60, now })));
});
afterEach(async () => {
  for (const { child } of processes) child.kill('SIGKILL');
  await Promise.all(processes.map(({ exitCode }) => exitCode));
  processes.length = 0;
  await Promise.all(simulations.map((simulation) => simulation.close()));
  rmSync(folder, { recursive: true });
});

async function readPage(url: string, after: string | null): Promise<Page> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query: PAGE, variables: { after } }),
  });
  const { data, errors } = (await response.json()) as { data: { tasks: Page }; errors?: unknown };
  expect(errors).toBeUndefined();
  return data.tasks;
}

it('a list is read to its end over two processes by turns, one of which is replaced on the way', {
  timeout: 90_000,
}, async () => {
  const sources = simulations.map(({ settings }, index) => ({ ...settings, id: `source-${index}` }));
  const file = join(folder, 'config.yaml');
  writeFileSync(file, JSON.stringify({ server: { port: 0 }, sources }));
  const start = (): StartedProcess => {
    const started = startProcess(['--config', file]);
    processes.push(started);
    return started;
  };
  const replicas = [start(), start()];

  const served: string[] = [];
  let after: string | null = null;
  for (let turn = 0; ; turn += 1) {
    if (turn === 3) {
      replicas[1]?.child.kill('SIGTERM');
      replicas[1] = start();
    }
    const page: Page = await readPage((await replicas[turn % 2]?.url) ?? '', after);
    expect(page.outcomes.every(({ state }) => state === 'COMPLETE')).toBe(true);
    expect(page.pageInfo.hasPreviousPage).toBe(turn > 0);
    served.push(...page.nodes.map(({ nativeId, source }) => `${source.name} ${nativeId}`));
    after = page.pageInfo.endCursor;
    if (!page.pageInfo.hasNextPage) break;
  }

  const held = simulations.flatMap((simulation, index) => simulation.taskIds().map((id) => `source-${index} ${id}`));
  expect(served).toHaveLength(held.length);
  expect(new Set(served)).toEqual(new Set(held));
  expect(served.length).toBeGreaterThan(160);
});

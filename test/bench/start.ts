import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { configuration } from './configuration.ts';
import type { UpstreamUrls } from './upstreams.ts';

export interface StartMeasurement {
  readonly node: string;
  readonly urls: UpstreamUrls;
  readonly core: number;
  readonly times: number;
}

const MAIN = fileURLToPath(new URL('../../src/main.ts', import.meta.url));

/** Seconds from the process's start until it tells its address, for each time after a first one that fills the compile cache. */
export async function measureStart({ node, urls, core, times }: StartMeasurement): Promise<readonly number[]> {
  const folder = mkdtempSync(join(tmpdir(), 'bench-start-'));
  try {
    const file = join(folder, 'config.json');
    // JSON is YAML.
    writeFileSync(file, JSON.stringify({ server: { port: 0 }, sources: configuration(urls) }));
    const command = ['-c', String(core), node, MAIN, '--config', file];
    const seconds: number[] = [];
    for (let time = 0; time <= times; time += 1) seconds.push(await startOnce(command, join(folder, 'cache')));
    return seconds.slice(1);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function startOnce(command: readonly string[], cache: string): Promise<number> {
  return new Promise((resolve, reject) => {
    const startedAt = performance.now();
    const child = spawn('taskset', command, {
      stdio: ['ignore', 'pipe', 'inherit'],
      env: { ...process.env, NODE_ENV: 'production', NODE_COMPILE_CACHE: cache, LOG_LEVEL: 'silent' },
    });
    let seconds: number | null = null;
    child.stdout.on('data', (text: Buffer) => {
      if (!text.toString().includes('listening on')) return;
      seconds = (performance.now() - startedAt) / 1000;
      child.kill('SIGTERM');
    });
    child.on('error', reject);
    child.on('exit', () => (seconds === null ? reject(new Error('it ended before it listened')) : resolve(seconds)));
  });
}

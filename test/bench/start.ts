import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { configuration } from './configuration.ts';
import { onCore } from './rpc.ts';
import type { UpstreamUrls } from './upstreams.ts';

export interface MainOptions {
  readonly node: string;
  readonly urls: UpstreamUrls;
  /** The core to run on; null for any. */
  readonly core: number | null;
  /** Holds the configuration and the compile cache. */
  readonly folder: string;
  readonly args?: readonly string[];
}

export interface RunningMain {
  readonly url: string;
  readonly pid: number;
  /** From the process's start until it told its address. */
  readonly seconds: number;
  stop(): Promise<void>;
}

const MAIN = fileURLToPath(new URL('../../src/main.ts', import.meta.url));

/** Starts the product as its users do. */
export async function startMain({ node, urls, core, folder, args = [] }: MainOptions): Promise<RunningMain> {
  const file = join(folder, 'config.json');
  // JSON is YAML.
  writeFileSync(file, JSON.stringify({ server: { port: 0 }, sources: configuration(urls) }));
  const [command = '', ...rest] = onCore(core, [node, MAIN, '--config', file, ...args]);
  const startedAt = performance.now();
  const child = spawn(command, rest, {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, NODE_ENV: 'production', NODE_COMPILE_CACHE: join(folder, 'cache'), LOG_LEVEL: 'silent' },
  });
  const ended = once(child, 'exit');
  const url = await new Promise<string>((resolve, reject) => {
    child.stdout.on('data', (text: Buffer) => {
      const [, told] = /listening on (\S+)/.exec(text.toString()) ?? [];
      if (told !== undefined) resolve(told);
    });
    ended.then(() => reject(new Error('it ended before it listened')), reject);
  });
  const seconds = (performance.now() - startedAt) / 1000;
  return {
    url,
    pid: child.pid ?? 0,
    seconds,
    async stop() {
      child.kill('SIGTERM');
      await ended;
    },
  };
}

/** Gives a folder for {@link startMain} while `use` runs. */
export async function withFolder<T>(use: (folder: string) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'bench-main-'));
  try {
    return await use(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Seconds of each start after a first one, which fills the compile cache. */
export async function measureStart(options: Omit<MainOptions, 'folder'>, times: number): Promise<readonly number[]> {
  return withFolder(async (folder) => {
    const seconds: number[] = [];
    for (let time = 0; time <= times; time += 1) {
      const main = await startMain({ ...options, folder });
      seconds.push(main.seconds);
      await main.stop();
    }
    return seconds.slice(1);
  });
}

/** Whether the product can be told to run as several processes. */
export function hasWorkers(): boolean {
  return spawnSync(process.execPath, [MAIN, '--help'], { encoding: 'utf8' }).stdout.includes('--workers');
}

import type { LoadOptions, LoadResult } from './load.ts';
import type { Child } from './rpc.ts';
import { type MainOptions, type RunningMain, startMain, withFolder } from './start.ts';

/** Processes of the product that are measured against others. */
export interface WorkersRun {
  readonly count: number;
  /** The core to run on; null for any. */
  readonly core: number | null;
}

export interface WorkersOptions extends Pick<MainOptions, 'node' | 'urls'> {
  readonly load: Child;
  /** One for each connection. */
  readonly bodies: readonly string[];
  readonly rounds: number;
  readonly durationMs: number;
  /** Before the first round. */
  readonly warmUpMs: number;
}

/** Requests a second in each round of each run, the runs in turns. */
export function measureWorkers(
  runs: readonly WorkersRun[],
  { node, urls, load, bodies, rounds, durationMs, warmUpMs }: WorkersOptions,
): Promise<readonly (readonly number[])[]> {
  return withFolder(async (folder) => {
    const mains: RunningMain[] = [];
    for (const { count, core } of runs)
      mains.push(await startMain({ node, urls, core, folder, args: ['--workers', String(count)] }));
    const measure = async ({ url }: RunningMain, forMs: number): Promise<number> => {
      const options: LoadOptions = { url, bodies, durationMs: forMs };
      const { requests, seconds } = await load.call<LoadResult>('run', options);
      return requests / seconds;
    };
    for (const main of mains) await measure(main, warmUpMs);
    const rates = mains.map((): number[] => []);
    for (let round = 0; round < rounds; round += 1) {
      for (const [index, main] of mains.entries()) rates[index]?.push(await measure(main, durationMs));
    }
    for (const main of mains) await main.stop();
    return rates;
  });
}

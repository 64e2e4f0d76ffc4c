import type { LoadOptions, LoadResult } from './load.ts';
import { cpuMsOfTree } from './process-cpu.ts';
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

export interface WorkersRound {
  readonly perSecond: number;
  /** CPU time of all its processes for a request; NaN where that can't be told. */
  readonly cpuMs: number;
}

/** Each round of each run, the runs in turns. */
export function measureWorkers(
  runs: readonly WorkersRun[],
  { node, urls, load, bodies, rounds, durationMs, warmUpMs }: WorkersOptions,
): Promise<readonly (readonly WorkersRound[])[]> {
  return withFolder(async (folder) => {
    const mains: RunningMain[] = [];
    for (const { count, core } of runs)
      mains.push(await startMain({ node, urls, core, folder, args: ['--workers', String(count)] }));
    const measure = async ({ url, pid }: RunningMain, forMs: number): Promise<WorkersRound> => {
      const options: LoadOptions = { url, bodies, durationMs: forMs };
      const before = cpuMsOfTree(pid);
      const { requests, seconds } = await load.call<LoadResult>('run', options);
      return { perSecond: requests / seconds, cpuMs: (cpuMsOfTree(pid) - before) / requests };
    };
    for (const main of mains) await measure(main, warmUpMs);
    const measured = mains.map((): WorkersRound[] => []);
    for (let round = 0; round < rounds; round += 1) {
      for (const [index, main] of mains.entries()) measured[index]?.push(await measure(main, durationMs));
    }
    for (const main of mains) await main.stop();
    return measured;
  });
}

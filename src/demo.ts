import { readSources } from './config.ts';
import type { ConfiguredSource, Provider, Simulation } from './providers/provider.ts';
import type { Clock } from './simulation/clock.ts';

export interface Demo {
  /** Entries for the configuration's `sources`: one for each provider, `<provider>-demo`. */
  readonly sources: readonly unknown[];
  readonly simulations: readonly Simulation[];
  close(): Promise<void>;
}

/** The same ids at every start: the example operations name some of them. */
const SEED = 20_251_121;

/** Of each upstream, some of them still to come. */
const TASKS = 120;

/** Those that the example operations name stay for as long as the demo runs. */
const KEEP: ReadonlySet<string> = new Set([
  '79880b25-58da-2f7e-1884-1f3c89042ce1:com.vmware.esx.settings.clusters.software',
  '6ee86eb7-f4ac-459d-06fc-f6f68afa35d4',
  'fc10b5f3-a514-250d-61c7-3db9452d042e',
]);

/** Reads the entries of {@link Demo.sources}. */
export function demoSources(entries: readonly unknown[], providers: readonly Provider[]): readonly ConfiguredSource[] {
  const sources = readSources(entries, providers);
  if (!sources.ok) throw new Error(`the demo's own configuration is faulty: ${sources.faults.join('; ')}`);
  return sources.value;
}

export interface DemoOptions {
  /** The wall clock unless given. */
  readonly now?: Clock;
  /** Whether the upstreams keep what they receive. Not unless given: a demo may run for days. */
  readonly isRecording?: boolean;
}

/** Starts the upstreams of all providers on loopback: real HTTP with their wire formats, sign-in included. */
export async function startDemo(
  providers: readonly Provider[],
  { now = Date.now, isRecording = false }: DemoOptions = {},
): Promise<Demo> {
  const simulations = await Promise.all(
    providers.map(({ simulate }) => simulate({ seed: SEED, tasks: TASKS, keep: KEEP, now })),
  );
  if (!isRecording) for (const { server } of simulations) server.stopRecording();
  return {
    sources: simulations.map(({ settings }, index) => ({ ...settings, id: `${providers[index]?.name}-demo` })),
    simulations,
    async close() {
      await Promise.all(simulations.map((simulation) => simulation.close()));
    },
  };
}

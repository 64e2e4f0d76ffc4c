import type { Simulation } from '../../src/providers/provider.ts';
import { providers } from '../../src/providers/registry.ts';
import { answerCalls } from './rpc.ts';

export interface Held {
  readonly provider: string;
  readonly tasks: number;
}

export interface HeldSource {
  /** An entry of `sources` but for `id`. */
  readonly settings: Readonly<Record<string, unknown>>;
  /** Tasks that it lists: some of those that it was made with are over, or still to come. */
  readonly listed: number;
}

/** The lists stand still, so that every reading finds the same. */
const NOW = Date.UTC(2026, 0, 15, 12);

let simulation: Simulation | null = null;

answerCalls({
  async hold({ provider, tasks }: Held): Promise<HeldSource> {
    await simulation?.close();
    const found = providers.find(({ name }) => name === provider);
    if (!found) throw new Error(`no provider ${provider}`);
    simulation = await found.simulate({ seed: 1, tasks, now: () => NOW });
    return { settings: simulation.settings, listed: simulation.taskIds().length };
  },
  takeCount() {
    const requests = (simulation?.server.requests ?? []) as unknown[];
    return requests.splice(0).length;
  },
});

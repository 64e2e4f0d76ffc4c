import type { Simulation } from '../../src/providers/provider.ts';
import { providers } from '../../src/providers/registry.ts';
import { createTestGraph, type SimulatedSource, type TestGraph } from './graph.ts';
import { createManualClock, type ManualClock } from './manual-clock.ts';

export interface AllSources {
  readonly clock: ManualClock;
  /** By the provider's word, which is also the source's name. */
  readonly simulations: ReadonlyMap<string, Simulation>;
  readonly graph: TestGraph;
  /** Another graph over the same upstreams, as another process would be. */
  openGraph(settings?: Readonly<Record<string, unknown>>): TestGraph;
  /** `POST /path?query` of all requests since the last call, sign-ins left out, by the source's name. */
  takeRequests(): Readonly<Record<string, readonly string[]>>;
  close(): Promise<void>;
}

const SIGN_IN = /^\/(api\/session|api\/auth\/|oauth\/token|v3\/auth\/)/;

/** One simulated source of every provider. */
export async function startAllSources(tasks: number, seed = 7): Promise<AllSources> {
  const clock = createManualClock(Date.UTC(2026, 10, 22, 12));
  const simulations = new Map<string, Simulation>();
  for (const provider of providers) {
    simulations.set(provider.name, await provider.simulate({ seed, tasks, now: clock.now }));
  }
  const taken = new Map<string, number>();
  const graphs: TestGraph[] = [];
  const openGraph = (settings: Readonly<Record<string, unknown>> = {}): TestGraph => {
    const sources = providers.flatMap((provider): SimulatedSource[] => {
      const simulation = simulations.get(provider.name);
      return simulation ? [{ provider, simulation, settings: { ...settings, id: provider.name } }] : [];
    });
    const graph = createTestGraph(sources);
    graphs.push(graph);
    return graph;
  };
  return {
    clock,
    simulations,
    graph: openGraph(),
    openGraph,
    takeRequests: () =>
      Object.fromEntries(
        [...simulations].map(([name, { server }]) => {
          const fresh = server.requests.slice(taken.get(name) ?? 0);
          taken.set(name, server.requests.length);
          return [
            name,
            fresh.filter(({ path }) => !SIGN_IN.test(path)).map(({ method, target }) => `${method} ${target}`),
          ];
        }),
      ),
    async close() {
      await Promise.all(graphs.map((graph) => graph.close()));
      await Promise.all([...simulations.values()].map((simulation) => simulation.close()));
    },
  };
}

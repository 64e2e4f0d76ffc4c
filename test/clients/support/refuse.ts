import { providers } from '../../../src/providers/registry.ts';
import type { DemoServer } from '../../support/demo-server.ts';

/** Has one upstream refuse every request, in a way that is tried once and opens no circuit. Returns the end of it. */
export function refuse({ simulations }: DemoServer, provider: string): () => void {
  const simulation = simulations[providers.findIndex(({ name }) => name === provider)];
  if (!simulation) throw new Error(`No provider is named ${provider}.`);
  return simulation.server.hook(() => ({ status: 403, json: {} }));
}

import { expect, it } from 'vitest';
import { startDemo } from './demo.ts';
import { providers } from './providers/registry.ts';

it('keeps nothing of what its upstreams receive, unless it is to be looked at', async () => {
  for (const isRecording of [undefined, true]) {
    const demo = await startDemo(providers, isRecording === undefined ? {} : { isRecording });
    const seen: number[] = [];
    for (const { server } of demo.simulations) {
      server.hook((_request, index) => void seen.push(index));
      for (let times = 0; times < 2; times += 1) await (await fetch(`${server.url}/some/path`)).text();
      expect(server.requests).toHaveLength(isRecording ? 2 : 0);
    }
    // Hooks are told how many came before all the same.
    expect(seen).toEqual(demo.simulations.flatMap(() => [0, 1]));
    await demo.close();
  }
});

import { Histogram, Registry } from 'prom-client';
import { expect, it } from 'vitest';
import { createHistogram } from './histogram.ts';

it('tells what prom-client tells', async () => {
  const bounds = [0.1, 1, 10];
  const ours = createHistogram({ name: 'some_seconds', help: 'Some.', label: 'source', bounds });
  const registry = new Registry();
  const theirs = new Histogram({
    name: 'some_seconds',
    help: 'Some.',
    labelNames: ['source'],
    buckets: bounds,
    registers: [registry],
  });
  expect(ours.text()).toBe(await registry.metrics());
  for (const [source, value] of [
    ['a', 0.1],
    ['a', 0.125],
    ['b', 0],
    ['a', 10.5],
    ['b', 10],
  ] as const) {
    ours.observe(source, value);
    theirs.observe({ source }, value);
  }
  expect(ours.text()).toBe(await registry.metrics());
});

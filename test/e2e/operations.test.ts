import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readExampleTabs } from '../../src/graphiql/tabs.ts';
import { providers } from '../../src/providers/registry.ts';
import { type DemoServer, startDemoServer } from '../support/demo-server.ts';
import { createManualClock } from '../support/manual-clock.ts';

const tabs = readExampleTabs().map(({ query }) => ({ query, name: /^query (\w+)/m.exec(query)?.[1] ?? '' }));

describe('the example operations', () => {
  it('have names of their own, by which tabs are told apart', () => {
    expect(tabs.map(({ name }) => name)).toEqual([
      'EverythingNewestFirst',
      'RunningNow',
      'FailedInTheLastDay',
      'HuaweiHssClusterScans',
      'RefetchById',
      'Explain',
    ]);
  });

  it('say in comments at their head what they show', () => {
    for (const { query } of tabs) expect(query).toMatch(/^# [A-Z][^\n]{0,50}\n/);
  });
});

describe.each([
  ['has just started', 0],
  ['has run for a week', 7 * 24 * 3_600_000],
])('the example operations, of a demo that %s,', (_what, ageMs) => {
  let server: DemoServer;
  beforeAll(async () => {
    const clock = createManualClock(Date.now() - ageMs);
    server = await startDemoServer({ now: clock.now });
    clock.advance(ageMs);
  });
  afterAll(() => server.close());

  const run = async (query: string) => {
    const headers = { 'content-type': 'application/json', accept: 'application/graphql-response+json' };
    const answer = await fetch(server.url, { method: 'POST', headers, body: JSON.stringify({ query }) });
    expect(answer.status).toBe(200);
    return (await answer.json()) as { data: Record<string, { nodes: Record<string, unknown>[] }>; errors?: unknown };
  };

  it.each(tabs)('$name works as it stands', async ({ query }) => {
    const { data, errors } = await run(query);
    expect(errors).toBeUndefined();
    const [field] = Object.values(data);
    const rows = Array.isArray(field) ? field : field?.nodes;
    expect(rows?.length).toBeGreaterThan(0);
    expect(rows).not.toContain(null);
  });

  it('reach every source of the demo, whole', async () => {
    const { data } = await run('{ tasks { outcomes { source { name } state problem { message } } nodes { id } } }');
    expect(data['tasks']).toMatchObject({
      outcomes: [...providers.map(({ name }) => `${name}-demo`)]
        .sort()
        .map((name) => ({ source: { name }, state: 'COMPLETE', problem: null })),
    });
  });
});

import { afterEach, describe, expect, test } from 'vitest';
import { type Connection, createConnectDeps, type Provider, type Simulation } from '../../src/providers/provider.ts';
import { providers } from '../../src/providers/registry.ts';
import * as sailPointSimulator from '../../src/providers/sailpoint/simulator.ts';
import * as srsSimulator from '../../src/providers/vmware-srs/simulator.ts';
import * as vsphereSimulator from '../../src/providers/vsphere-cis/simulator.ts';
import { encodeGlobalId } from '../../src/tasks/global-id.ts';
import { createTestGraph, type SimulatedSource, type TestGraph } from '../support/graph.ts';

const named = (name: string): Provider => {
  const found = providers.find((provider) => provider.name === name);
  if (!found) throw new Error(`No provider ${name}`);
  return found;
};

const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

function keep<T extends { close(): Promise<void> }>(opened: T): T {
  closing.push(() => opened.close());
  return opened;
}

const graphOf = (...sources: readonly SimulatedSource[]): TestGraph => keep(createTestGraph(sources));

const TASKS = `{
  tasks(first: 50) {
    nodes { id }
    outcomes { state problem { code message upstreamCode retryable retryAfterMs } requests { cached } }
  }
}`;

interface Outcome {
  readonly state: string;
  readonly problem: Readonly<Record<string, unknown>> | null;
  readonly requests: readonly { readonly cached: boolean }[];
}

async function outcomes(graph: TestGraph, times = 1): Promise<readonly Outcome[]> {
  const answers = await Promise.all(
    Array.from({ length: times }, () => graph.query<{ tasks: { outcomes: Outcome[] } }>(TASKS)),
  );
  return answers.flatMap(({ tasks }) => tasks.outcomes);
}

/** As many different requests as there are ids: none of them equals another. */
const nodes = (graph: TestGraph, ids: readonly string[]) =>
  Promise.all(ids.map((id) => graph.run('query ($id: ID!) { node(id: $id) { id } }', { id })));

const start = (name: string, tasks: number, now: () => number = Date.now): Promise<Simulation> =>
  named(name).simulate({ seed: 5, tasks, now }).then(keep);

describe('equal requests', () => {
  test.each(providers.map((provider) => [provider.name, provider] as const))(
    'fifty at once to %s are one reading upstream',
    async (name, provider) => {
      const simulation = await start(name, 120);
      const graph = graphOf({ provider, simulation, settings: { id: 'one' } });
      await outcomes(graph);
      const single = simulation.server.requests.length;
      const before = simulation.server.requests.filter(
        ({ method, path }) => method === 'POST' && isSignIn(path),
      ).length;
      const answers = await outcomes(graph, 50);
      expect(new Set(answers.map(({ state }) => state))).toEqual(new Set(['COMPLETE']));
      expect(simulation.server.requests.length - single).toBe(single - before);
      const own = answers.filter(({ requests }) => requests.some(({ cached }) => !cached));
      expect(own).toHaveLength(1);
    },
  );
});

const isSignIn = (path: string): boolean => ['/api/session', '/api/auth/login', '/oauth/token'].includes(path);

describe('a deadline', () => {
  test('ends the wait for a silent source, whatever one try may take', async () => {
    const [silent, good] = [await start('vmware-srs', 30), await start('vmware-srs', 30)];
    silent.server.hook(() => ({ fault: 'silence' }));
    const provider = named('vmware-srs');
    const graph = graphOf(
      { provider, simulation: good, settings: { id: 'good' } },
      { provider, simulation: silent, settings: { id: 'silent', timeoutMs: 600_000, deadlineMs: 200 } },
    );
    expect((await outcomes(graph)).map(({ state, problem }) => [state, problem?.['code']])).toEqual([
      ['COMPLETE', undefined],
      ['FAILED', 'TIMEOUT'],
    ]);
  });
});

describe("SailPoint's rate limit", () => {
  const LIMIT = { requests: 100, perMs: 500 };
  test('is kept by a hundred and more requests at once, over two sources of one client', async () => {
    const simulation = keep(await sailPointSimulator.simulate({ seed: 5, tasks: 400, now: Date.now }));
    simulation.limitRate(LIMIT);
    const provider = named('sailpoint');
    const settings = { rateLimit: LIMIT, retries: 0, maxConcurrency: 16 };
    const graph = graphOf(
      { provider, simulation, settings: { ...settings, id: 'a' } },
      { provider, simulation, settings: { ...settings, id: 'b' } },
    );
    const ids = [...simulation.tasks.keys()].slice(0, 130);
    const answers = await nodes(
      graph,
      ['a', 'b'].flatMap((name) => ids.map((id) => encodeGlobalId(provider.typename, name, id))),
    );
    expect(answers.flatMap(({ errors }) => errors ?? [])).toEqual([]);
    const asked = simulation.server.requests.filter(({ path }) => !isSignIn(path));
    expect(asked.length).toBeGreaterThanOrEqual(260);
  });

  test('fails at once, with the time to wait, where the turn would come after the deadline', async () => {
    const simulation = keep(await sailPointSimulator.simulate({ seed: 5, tasks: 40, now: Date.now }));
    const provider = named('sailpoint');
    const rateLimit = { requests: 1, perMs: 60_000 };
    const graph = graphOf({ provider, simulation, settings: { id: 'a', rateLimit } });
    await outcomes(graph);
    const [outcome] = await outcomes(graph);
    expect(outcome?.problem).toMatchObject({ code: 'RATE_LIMITED', retryable: true, retryAfterMs: expect.any(Number) });
    expect(simulation.server.requests.filter(({ path }) => !isSignIn(path))).toHaveLength(1);
  });
});

describe('a sign-in', () => {
  const signIns = ({ server }: Simulation): number =>
    server.requests.filter(({ path, method }) => method === 'POST' && isSignIn(path)).length;

  test('is one for a hundred requests whose token has ended', async () => {
    const simulation = keep(await sailPointSimulator.simulate({ seed: 5, tasks: 300, now: Date.now }));
    const provider = named('sailpoint');
    const graph = graphOf({ provider, simulation, settings: { id: 'a' } });
    await outcomes(graph);
    simulation.expireTokens();
    const ids = [...simulation.tasks.keys()].slice(0, 100).map((id) => encodeGlobalId(provider.typename, 'a', id));
    const answers = await nodes(graph, ids);
    expect(answers.flatMap(({ errors }) => errors ?? [])).toEqual([]);
    expect(signIns(simulation)).toBe(2);
  });

  test('is one more for a token that ends in the middle of a scan', async () => {
    const simulation = keep(await sailPointSimulator.simulate({ seed: 5, tasks: 1500, now: Date.now }));
    const graph = graphOf({ provider: named('sailpoint'), simulation, settings: { id: 'a' } });
    let hasEnded = false;
    simulation.server.hook(({ query }) => {
      if (!hasEnded && query.get('offset') === '240') {
        hasEnded = true;
        simulation.expireTokens();
      }
      return undefined;
    });
    expect((await outcomes(graph))[0]?.state).toBe('COMPLETE');
    expect(hasEnded).toBe(true);
    expect(signIns(simulation)).toBe(2);
  });

  test('that is refused is told to all and not tried again before its time', async () => {
    const simulation = keep(await srsSimulator.simulate({ seed: 5, tasks: 3, now: Date.now }));
    const auth = { ...(simulation.settings['auth'] as object), password: 'wrong-password' };
    const graph = graphOf({ provider: named('vmware-srs'), simulation, settings: { id: 'a', auth } });
    const first = await outcomes(graph, 20);
    const problem = { code: 'UNAUTHENTICATED', message: 'The upstream refused the sign-in.', retryable: false };
    for (const outcome of first) expect(outcome.problem).toMatchObject(problem);
    const [later] = await outcomes(graph);
    expect(later?.problem).toMatchObject({ ...problem, retryAfterMs: expect.any(Number) });
    expect(signIns(simulation)).toBe(1);
  });

  test("that is refused for vCenter's cap on sessions says so, and is tried once", async () => {
    const simulation = keep(await vsphereSimulator.simulate({ seed: 5, tasks: 3, now: Date.now }));
    simulation.behaviour.maxSessions = 0;
    const graph = graphOf({ provider: named('vsphere-cis'), simulation, settings: { id: 'a' } });
    for (const times of [20, 10]) {
      for (const { problem } of await outcomes(graph, times)) {
        expect(problem).toMatchObject({
          code: 'UNAVAILABLE',
          retryable: true,
          message: expect.stringContaining('as many sessions as vCenter allows'),
        });
      }
    }
    expect(signIns(simulation)).toBe(1);
  });

  test('that fails for a moment is tried again by the next request', async () => {
    const simulation = keep(await srsSimulator.simulate({ seed: 5, tasks: 3, now: Date.now }));
    const graph = graphOf({ provider: named('vmware-srs'), simulation, settings: { id: 'a', retries: 0 } });
    const recover = simulation.server.hook(() => ({ status: 503 }));
    expect((await outcomes(graph, 20))[0]?.problem).toMatchObject({ code: 'UNAVAILABLE' });
    recover();
    expect((await outcomes(graph))[0]?.state).toBe('COMPLETE');
  });

  test('leaks no session when the caller leaves in its middle', async () => {
    const simulation = keep(await vsphereSimulator.simulate({ seed: 5, tasks: 3, now: Date.now }));
    const provider = named('vsphere-cis');
    const connection: Connection = provider.source
      .parse({ ...simulation.settings, id: 'a' })
      .connect(createConnectDeps());
    const leaving = new AbortController();
    const [id = ''] = simulation.taskIds();
    let answer = (): void => undefined;
    const signingIn = new Promise<void>((resolve) => {
      simulation.server.hook(async ({ path, method }) => {
        if (path !== '/api/session' || method !== 'POST') return undefined;
        resolve();
        await new Promise<void>((go) => {
          answer = go;
        });
        return undefined;
      });
    });
    const loading = connection.open({ signal: leaving.signal }).load(id, new Set());
    await signingIn;
    leaving.abort(new Error('gone'));
    await expect(loading).rejects.toThrow('gone');
    const closed = connection.close();
    answer();
    await closed;
    expect(simulation.server.requests.map(({ method, path }) => `${method} ${path}`)).toEqual([
      'POST /api/session',
      'DELETE /api/session',
    ]);
    expect(simulation.sessions.size).toBe(0);
  });
});

test('an access key with a wrong secret is refused once, over HSS and CSMS, however many ask', async () => {
  const [hss, csms] = [await start('huawei-hss', 20), await start('huawei-csms', 20)];
  const auth = { type: 'aksk', accessKey: 'AKIDWRONG00000000001', secretKey: 'a-secret-that-is-wrong' };
  const graph = graphOf(
    { provider: named('huawei-hss'), simulation: hss, settings: { id: 'hss', auth } },
    { provider: named('huawei-csms'), simulation: csms, settings: { id: 'csms', auth } },
  );
  for (const times of [25, 5]) {
    for (const { problem } of await outcomes(graph, times)) expect(problem?.['code']).toBe('UNAUTHENTICATED');
  }
  expect(hss.server.requests.length + csms.server.requests.length).toBe(1);
});

describe('a circuit', () => {
  const HEALTH = '{ sources { health { state since lastProblem { code } } } }';

  test('that is open shows as DOWN, and nothing is sent', async () => {
    const simulation = await start('vmware-srs', 5);
    const graph = graphOf({ provider: named('vmware-srs'), simulation, settings: { id: 'a', retries: 0 } });
    await outcomes(graph);
    simulation.server.hook(() => ({ fault: 'reset' }));
    for (let index = 0; index < 5; index += 1) await outcomes(graph);
    const sent = simulation.server.requests.length;
    const [outcome] = await outcomes(graph, 20);
    expect(outcome?.problem).toMatchObject({ code: 'UNAVAILABLE', retryable: true, retryAfterMs: expect.any(Number) });
    expect(simulation.server.requests).toHaveLength(sent);
    expect(await graph.query(HEALTH)).toMatchObject({
      sources: [{ health: { state: 'DOWN', since: expect.any(String), lastProblem: { code: 'UNAVAILABLE' } } }],
    });
  });

  test("does not open by vSphere's RESOURCE_INACCESSIBLE, nor does the source's health suffer", async () => {
    const simulation = keep(await vsphereSimulator.simulate({ seed: 5, tasks: 30, now: Date.now }));
    const graph = graphOf({ provider: named('vsphere-cis'), simulation, settings: { id: 'a' } });
    await outcomes(graph);
    simulation.server.hook(() => ({
      status: 500,
      json: { error_type: 'RESOURCE_INACCESSIBLE', messages: [{ id: 'x', default_message: 'No.', args: [] }] },
    }));
    for (let index = 0; index < 6; index += 1) {
      expect((await outcomes(graph))[0]?.problem).toMatchObject({ upstreamCode: 'RESOURCE_INACCESSIBLE' });
    }
    expect(await graph.query(HEALTH)).toMatchObject({ sources: [{ health: { state: 'UP' } }] });
  });
});

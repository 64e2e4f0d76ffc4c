import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, request } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { huaweiHss } from '../../src/providers/huawei-hss/index.ts';
import type { Simulation } from '../../src/providers/provider.ts';
import { vmwareSrs } from '../../src/providers/vmware-srs/index.ts';
import { vsphereCis } from '../../src/providers/vsphere-cis/index.ts';
import { type StartedProcess, startProcess, startWithinShell } from '../support/child-process.ts';
import { gate } from '../support/gate.ts';

interface Answer {
  readonly status: number;
  readonly text: string;
}

/** Over a connection of its own, so that the next worker answers. */
function send(url: string, path = '/graphql', query?: string, variables: object = {}): Promise<Answer> {
  const { promise, resolve, reject } = Promise.withResolvers<Answer>();
  const sent = request(
    new URL(path, url),
    {
      agent: false,
      method: query === undefined ? 'GET' : 'POST',
      headers: query === undefined ? {} : { 'content-type': 'application/json' },
    },
    (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (chunk: string) => {
        text += chunk;
      });
      response.on('end', () => resolve({ status: response.statusCode ?? 0, text }));
      response.on('error', reject);
    },
  );
  sent.on('error', reject).end(query === undefined ? undefined : JSON.stringify({ query, variables }));
  return promise;
}

/**
 * Null where nothing listens, or what listens comes to nothing: Node's cluster leaves a connection hanging that it accepts as its
 * last worker goes.
 */
async function probe(url: string, path: string): Promise<number | null> {
  try {
    return (await fetch(new URL(path, url), { signal: AbortSignal.timeout(1000), headers: { connection: 'close' } }))
      .status;
  } catch {
    return null;
  }
}

async function ask<T>(url: string, query: string, variables: object = {}): Promise<T> {
  return JSON.parse((await send(url, '/graphql', query, variables)).text) as T;
}

const RUNSPACES = '{ vmwareSrsRunspaces(source: "srs", first: 5) { nodes { id } } }';
const ALL = '{ tasks { nodes { id } outcomes { state } } }';
const BOTH_COMPLETE = { data: { tasks: { outcomes: [{ state: 'COMPLETE' }, { state: 'COMPLETE' }] } } };

function workersOf({ child }: Pick<StartedProcess, 'child'>): readonly number[] {
  const found = execFileSync('ps', ['-A', '-o', 'pid=,ppid='], { encoding: 'utf8' })
    .trim()
    .split('\n')
    .map((line) => line.trim().split(/\s+/).map(Number));
  return found.filter(([, parent]) => parent === child.pid).map(([pid = 0]) => pid);
}

/** Whether it lives; one that has ended and was not yet waited for by its parent does not. */
function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
  } catch {
    return false;
  }
}

async function until<T>(look: () => T | Promise<T>, isEnough: (value: T) => boolean): Promise<T> {
  for (;;) {
    const value = await look();
    if (isEnough(value)) return value;
    await sleep(50);
  }
}

const gone = (pids: readonly number[]) =>
  until(
    () => pids.filter(isAlive),
    ({ length }) => length === 0,
  );

/** The one that has taken the place of one that ended: by then its parent knows of that, and hands it no more connections. */
async function replacement(
  team: Pick<StartedProcess, 'child'> & { readonly workers: readonly number[] },
): Promise<number> {
  const [fresh = 0] = await until(
    () => workersOf(team).filter((pid) => !team.workers.includes(pid)),
    ({ length }) => length === 1,
  );
  return fresh;
}

describe('several workers', { timeout: 90_000 }, () => {
  const processes: StartedProcess[] = [];
  const watched = new Set<number>();
  const keep = (started: StartedProcess): StartedProcess => {
    processes.push(started);
    return started;
  };
  const start = (...args: Parameters<typeof startProcess>): StartedProcess => keep(startProcess(...args));
  let folder: string;
  let simulations: Simulation[];
  let file: string;

  const sources = () => simulations.map(({ settings }, index) => ({ ...settings, id: ['srs', 'vsphere'][index] }));
  const write = (config: object): string[] => {
    writeFileSync(file, JSON.stringify(config));
    return ['--config', file];
  };
  /** Its workers' ids are looked up once it listens. */
  const startTeam = async (args: readonly string[], environment: Record<string, string> = {}) => {
    const started = start(args, environment);
    const url = await started.url;
    const workers = workersOf(started);
    for (const pid of workers) watched.add(pid);
    return { ...started, url, workers };
  };
  const signOuts = () =>
    simulations
      .flatMap(({ server }) => server.requests.map(({ method, path }) => `${method} ${path}`))
      .filter((line) => line === 'POST /api/auth/logout' || line === 'DELETE /api/session')
      .sort();

  /** Holds back the list of runspaces until the gate opens; `asked` once a process waits for it. */
  const holdBack = () => {
    const held = gate<undefined>();
    const asked = gate<void>();
    simulations[0]?.server.hook(({ path }) => {
      if (path !== '/api/runspaces') return undefined;
      asked.open();
      return held.passed;
    });
    return { held, asked };
  };

  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'workers-'));
    file = join(folder, 'config.yaml');
    simulations = await Promise.all(
      [vmwareSrs, vsphereCis].map(({ simulate }) => simulate({ seed: 7, tasks: 20, now: Date.now })),
    );
  });
  afterEach(async () => {
    for (const { child } of processes) child.kill('SIGKILL');
    await Promise.all(processes.map(({ exitCode }) => exitCode));
    processes.length = 0;
    // Whatever a test was to show: no process of its outlives it.
    for (const pid of watched) if (isAlive(pid)) process.kill(pid, 'SIGKILL');
    watched.clear();
    await Promise.all(simulations.map(({ close }) => close()));
    rmSync(folder, { recursive: true });
  });

  it('are as many as the command line, the environment or the file says, in this order', async () => {
    const config = write({ server: { port: 0, workers: 3 }, sources: sources() });
    expect((await startTeam(config)).workers).toHaveLength(3);
    expect((await startTeam(config, { WORKERS: '2' })).workers).toHaveLength(2);
    expect((await startTeam([...config, '--workers', '1'], { WORKERS: '2' })).workers).toHaveLength(0);
  });

  it('listen at one port, told once, and read one demo to its end by turns', async () => {
    const { child, written, url, workers, exitCode } = await startTeam(['--port', '0', '--workers', '3']);
    expect(workers).toHaveLength(3);
    const query = `query ($after: String) {
      tasks(first: 60, after: $after) { nodes { id } pageInfo { endCursor hasNextPage } outcomes { state } }
    }`;
    interface Page {
      readonly nodes: readonly { readonly id: string }[];
      readonly pageInfo: { readonly endCursor: string | null; readonly hasNextPage: boolean };
      readonly outcomes: readonly { readonly state: string }[];
    }
    const served: string[] = [];
    for (let after: string | null = null, hasNextPage = true; hasNextPage; ) {
      const { data }: { data: { tasks: Page } } = await ask(url, query, { after });
      expect(data.tasks.outcomes.map(({ state }) => state)).toEqual(Array(5).fill('COMPLETE'));
      served.push(...data.tasks.nodes.map(({ id }) => id));
      ({ endCursor: after, hasNextPage } = data.tasks.pageInfo);
    }
    expect(new Set(served).size).toBe(served.length);
    expect(served.length).toBeGreaterThan(300);

    child.kill('SIGTERM');
    expect(await exitCode).toBe(0);
    expect(written.stdout).toMatch(/^demo: [^\n]*\nlistening on http:\/\/127\.0\.0\.1:\d+\/graphql\n$/);
    expect(written.stderr).toBe('');
    expect(workers.filter(isAlive)).toEqual([]);
  });

  it('tell a faulty configuration once, and a limit that is less than they are', async () => {
    const [srs, vsphere] = sources();
    const limited = { ...srs, rateLimit: { requests: 3, perMs: 1000 } };
    const { written, exitCode } = start(write({ server: { workers: 4 }, sources: [limited, vsphere] }));
    expect(await exitCode).toBe(2);
    expect(written).toEqual({
      stdout: '',
      stderr: 'sources[0].rateLimit.requests: is less than the 4 workers that share it\n',
    });
    const tooMany = start(['--workers', '65']);
    expect(await tooMany.exitCode).toBe(2);
    expect(tooMany.written).toEqual({ stdout: '', stderr: '--workers: must be at most 64\n' });
  });

  it('tell once that their port is in use', async () => {
    const taken = createServer();
    await new Promise<void>((resolve) => taken.listen(0, '127.0.0.1', resolve));
    const { port } = taken.address() as AddressInfo;
    try {
      const { written, exitCode } = start(['--workers', '3'], { PORT: String(port) });
      expect(await exitCode).toBe(1);
      expect(written.stdout).toBe('');
      expect(written.stderr).toMatch(new RegExp(`^port ${port} of 127\\.0\\.0\\.1 is in use: [^\\n]*\\n$`));
    } finally {
      taken.close();
    }
  });

  it('try an access key one at a time, and leave it all once it was refused', async () => {
    const hss = await huaweiHss.simulate({ seed: 7, tasks: 20, now: Date.now });
    simulations.push(hss);
    const auth = { type: 'aksk', accessKey: 'HSSDEMOACCESSKEY0001', secretKey: 'wrong' };
    const { url } = await startTeam(
      write({ server: { port: 0, workers: 6 }, sources: [{ ...hss.settings, id: 'hss', auth }] }),
    );
    // Different questions, so that none joins another's request.
    const answers = await Promise.all(
      Array.from({ length: 12 }, (_, index) =>
        ask(
          url,
          `{ huaweiHssTasks(source: "hss", taskType: CLUSTER_SCAN, first: ${index + 10}) { edges { node { id } } } }`,
        ),
      ),
    );
    for (const answer of answers) {
      expect(answer).toMatchObject({ errors: [{ extensions: { code: 'UPSTREAM_UNAUTHENTICATED' } }] });
    }
    expect(hss.server.requests).toHaveLength(1);
  });

  describe('with sources', () => {
    let args: string[];
    beforeEach(() => {
      args = write({ server: { port: 0, workers: 2 }, sources: sources() });
    });

    it('each sign in, and out at the end', async () => {
      const { child, url, exitCode, workers } = await startTeam(args);
      for (const _ of workers) expect(await ask(url, ALL)).toMatchObject(BOTH_COMPLETE);
      expect(signOuts()).toEqual([]);
      child.kill('SIGTERM');
      expect(await exitCode).toBe(0);
      expect(signOuts()).toEqual([
        'DELETE /api/session',
        'DELETE /api/session',
        'POST /api/auth/logout',
        'POST /api/auth/logout',
      ]);
      expect(workers.filter(isAlive)).toEqual([]);
    });

    it('finish what is in flight at a Ctrl-C, which all of them get and npm passes on', async () => {
      const { held, asked } = holdBack();
      const { child, url, exitCode, workers } = await startTeam(args);
      const answer = ask(url, ALL);
      await asked.passed;
      for (const pid of workers) process.kill(pid, 'SIGINT');
      child.kill('SIGINT');
      child.kill('SIGINT');
      child.kill('SIGTERM');
      for (const pid of workers) process.kill(pid, 'SIGTERM');
      held.open(undefined);
      expect(await answer).toMatchObject(BOTH_COMPLETE);
      expect(await exitCode).toBe(0);
      expect(signOuts()).toHaveLength(2);
      expect(workers.filter(isAlive)).toEqual([]);
    });

    it('do so where npm leaves them behind', async () => {
      const started = keep(startWithinShell(args));
      await ask(await started.url, ALL);
      started.child.kill('SIGTERM');
      // Its output ends with the last process that holds it.
      await started.exitCode;
      expect(signOuts()).toHaveLength(2);
    });

    it('say on a connection that is still open that they drain', async () => {
      const { child, url, exitCode } = await startTeam(args);
      const { hostname, port } = new URL(url);
      const socket = connect(Number(port), hostname);
      const received = text(socket);
      // A whole request and the beginning of another, which keeps the connection open.
      const answered = once(socket, 'data');
      socket.write('GET /ready HTTP/1.1\r\nhost: a\r\n\r\nGET /ready HTTP/1.1\r\n');
      await answered;
      child.kill('SIGTERM');
      await until(
        () => probe(url, '/health'),
        (status) => status === null,
      );
      socket.write('host: a\r\n\r\n');
      expect((await received).match(/^HTTP\/1.1 \d+/gm)).toEqual(['HTTP/1.1 200', 'HTTP/1.1 503']);
      expect(await exitCode).toBe(0);
    });

    it('end at once at a second signal', async () => {
      const { asked, held } = holdBack();
      const { child, url, exitCode, workers } = await startTeam(args);
      const answer = Promise.allSettled([ask(url, ALL)]);
      await asked.passed;
      child.kill('SIGTERM');
      await sleep(1500);
      child.kill('SIGTERM');
      expect(await exitCode).toBe(1);
      expect(await answer).toMatchObject([{ status: 'rejected' }]);
      await gone(workers);
      held.open(undefined);
    });

    it('do not outlive the process that started them', async () => {
      const { child, workers } = await startTeam(args);
      expect(workers).toHaveLength(2);
      child.kill('SIGKILL');
      await gone(workers);
    });

    it('are replaced when they crash, the others serving on, and listen at the same port even after none was left', async () => {
      const team = await startTeam(args, { LOG_LEVEL: 'error' });
      const [first = 0, second = 0] = team.workers;
      process.kill(first, 'SIGKILL');
      const both = [second, await replacement(team)];
      for (const pid of both) watched.add(pid);
      await until(
        () => probe(team.url, '/ready'),
        (status) => status === 200,
      );

      for (const pid of both) process.kill(pid, 'SIGKILL');
      await gone(both);
      await until(
        () => probe(team.url, '/ready'),
        (status) => status === 200,
      );
      for (const pid of workersOf(team)) watched.add(pid);
      expect(await ask(team.url, ALL)).toMatchObject(BOTH_COMPLETE);

      const lines = team.written.stderr
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line));
      expect(lines).toEqual(
        [1, 2, 3].map(() => expect.objectContaining({ msg: 'a worker has ended', signal: 'SIGKILL' })),
      );
      team.child.kill('SIGTERM');
      expect(await team.exitCode).toBe(0);
    });

    it('are given up where one does not come up again: what is in flight is finished first', async () => {
      const certificate = join(folder, 'ca.pem');
      writeFileSync(certificate, '-----BEGIN CERTIFICATE-----');
      const [srs, vsphere] = sources();
      const withAuthority = { ...vsphere, url: 'https://127.0.0.1', tls: { caFile: certificate } };
      const { held, asked } = holdBack();
      const team = await startTeam(write({ server: { port: 0, workers: 2 }, sources: [srs, withAuthority] }));
      rmSync(certificate);
      const [first = 0] = team.workers;
      process.kill(first, 'SIGKILL');
      await until(
        () => team.written.stderr.split("ca.pem can't be read").length,
        (parts) => parts > 3,
      );
      const answer = ask(team.url, RUNSPACES);
      await asked.passed;
      await until(
        () => team.written.stderr,
        (written) => written.includes('did not come up in 5 tries'),
      );
      held.open(undefined);
      expect(await answer).toMatchObject({ data: { vmwareSrsRunspaces: { nodes: Array(5).fill({}) } } });
      expect(await team.exitCode).toBe(1);
      expect(team.workers.filter(isAlive)).toEqual([]);
    });

    it('show the sum of what all have counted, whichever is asked, one that crashed included', async () => {
      const team = await startTeam(args);
      const { url, workers } = team;
      const shown = async () => (await send(url, '/metrics')).text.split('\n');
      const operations = 'task_federation_operation_seconds_count{errors="false"} 6';
      for (let count = 0; count < 6; count += 1) await ask(url, RUNSPACES);
      for (const _ of workers) {
        const lines = await shown();
        for (const line of [
          operations,
          'task_federation_upstream_requests_total{source="srs",status="200",shared="false"} 6',
          'task_federation_source_health{source="srs",state="UP"} 1',
          'task_federation_source_health{source="vsphere",state="UNKNOWN"} 1',
          'task_federation_source_health{source="vsphere",state="UP"} 0',
        ]) {
          expect(lines).toContain(line);
        }
      }
      process.kill(workers[0] ?? 0, 'SIGKILL');
      watched.add(await replacement(team));
      expect(await shown()).toContain(operations);
    });

    it('bear their number in the log', async () => {
      const { child, written, exitCode } = await startTeam(args, { LOG_LEVEL: 'info' });
      child.kill('SIGTERM');
      expect(await exitCode).toBe(0);
      const lines = written.stderr
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line));
      expect(
        lines
          .filter(({ msg }) => msg === 'listening')
          .map(({ worker }) => worker)
          .sort(),
      ).toEqual([1, 2]);
    });
  });
});

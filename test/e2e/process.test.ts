import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Simulation } from '../../src/providers/provider.ts';
import { vmwareSrs } from '../../src/providers/vmware-srs/index.ts';
import { vsphereCis } from '../../src/providers/vsphere-cis/index.ts';
import { type StartedProcess, startProcess, startWithinShell } from '../support/child-process.ts';
import { gate } from '../support/gate.ts';

const QUERY = '{ tasks { nodes { id } outcomes { source { name } state } } }';

async function ask<T = unknown>(url: string, query = QUERY): Promise<{ readonly data?: T }> {
  const answer = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query }),
  });
  return (await answer.json()) as { readonly data?: T };
}

describe('the process', { timeout: 60_000 }, () => {
  const processes: StartedProcess[] = [];
  const start = (...args: Parameters<typeof startProcess>): StartedProcess => {
    const started = startProcess(...args);
    processes.push(started);
    return started;
  };
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'process-'));
  });
  afterEach(async () => {
    for (const { child } of processes) child.kill('SIGKILL');
    await Promise.all(processes.map(({ exitCode }) => exitCode));
    processes.length = 0;
    rmSync(folder, { recursive: true });
  });

  const configFile = (text: string): string => {
    const file = join(folder, 'config.yaml');
    writeFileSync(file, text);
    return file;
  };

  it('is the demo where nothing is configured, says where it listens and ends at a signal', async () => {
    const { child, written, url, exitCode } = start(['--port', '0']);
    const answer = await ask(await url);
    expect(answer).toMatchObject({
      data: { tasks: { outcomes: Array.from({ length: 5 }, () => ({ state: 'COMPLETE' })) } },
    });
    child.kill('SIGTERM');
    expect(await exitCode).toBe(0);
    expect(written.stdout).toMatch(
      /^demo: 5 simulated upstreams;.*\nlistening on http:\/\/127\.0\.0\.1:\d+\/graphql\n$/,
    );
    expect(written.stderr).toBe('');
  });

  describe('with sources of its own', () => {
    let simulations: Simulation[];
    let args: string[];
    beforeEach(async () => {
      simulations = await Promise.all(
        [vmwareSrs, vsphereCis].map(({ simulate }) => simulate({ seed: 7, tasks: 20, now: Date.now })),
      );
      const sources = simulations.map(({ settings }, index) => ({ ...settings, id: `source-${index}` }));
      // JSON is YAML.
      args = ['--config', configFile(JSON.stringify({ server: { port: 0 }, sources }))];
    });
    afterEach(() => Promise.all(simulations.map(({ close }) => close())));

    it('is a subgraph where its configuration says so', async () => {
      const sdlOf = async (file: string[]): Promise<string | undefined> => {
        const { data } = await ask<{ _service: { sdl: string } }>(await start(file).url, '{ _service { sdl } }');
        return data?._service.sdl;
      };
      expect(await sdlOf(args)).toBeUndefined();
      const sources = simulations.map(({ settings }, index) => ({ ...settings, id: `source-${index}` }));
      const federated = (federation: object): string[] => [
        '--config',
        configFile(JSON.stringify({ server: { port: 0 }, federation, sources })),
      ];
      expect(await sdlOf(federated({}))).toBe(readFileSync('schema/subgraph.graphql', 'utf8'));
      expect(await sdlOf(federated({ node: true }))).toContain('interface Node {');
    });

    const signOuts = () =>
      simulations
        .flatMap(({ server }) => server.requests.map(({ method, path }) => `${method} ${path}`))
        .filter((line) => line === 'POST /api/auth/logout' || line === 'DELETE /api/session');

    /** Holds back the list of runspaces until the gate opens; `asked` once the process waits for it. */
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

    it('goes on where a promise fails that nobody waited for', async () => {
      const fails = "process.on('SIGUSR2', () => void Promise.reject(new Error('unheard')))";
      const started = start(args, { NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(fails)}` });
      const url = await started.url;
      started.child.kill('SIGUSR2');
      expect(await ask(url)).toMatchObject({ data: { tasks: {} } });
      started.child.kill('SIGTERM');
      expect(await started.exitCode).toBe(0);
      expect(started.written.stderr).toContain('a promise failed unheard');
    });

    it('signs out of them at the end', async () => {
      const { child, url, exitCode } = start(args);
      expect(await ask(await url)).toMatchObject({
        data: { tasks: { outcomes: [{ state: 'COMPLETE' }, { state: 'COMPLETE' }] } },
      });
      expect(signOuts()).toEqual([]);
      child.kill('SIGTERM');
      expect(await exitCode).toBe(0);
      expect(signOuts()).toEqual(['POST /api/auth/logout', 'DELETE /api/session']);
    });

    it('does so too where npm leaves it behind', async () => {
      const started = startWithinShell(args);
      processes.push(started);
      await ask(await started.url);
      started.child.kill('SIGTERM');
      await started.exitCode;
      expect(signOuts()).toHaveLength(2);
    });

    it('finishes what is in flight before, however often npm passes the same Ctrl-C on', async () => {
      const { held, asked } = holdBack();
      const { child, url, exitCode } = start(args);
      const answer = ask(await url);
      await asked.passed;
      child.kill('SIGINT');
      child.kill('SIGINT');
      child.kill('SIGTERM');
      held.open(undefined);
      expect(await answer).toMatchObject({
        data: { tasks: { outcomes: [{ state: 'COMPLETE' }, { state: 'COMPLETE' }] } },
      });
      expect(await exitCode).toBe(0);
      expect(signOuts()).toHaveLength(2);
    });

    it('ends at once at a second signal', async () => {
      const { asked, held } = holdBack();
      const { child, url, exitCode } = start(args);
      const answer = Promise.allSettled([ask(await url)]);
      await asked.passed;
      child.kill('SIGTERM');
      await sleep(1500);
      child.kill('SIGTERM');
      expect(await exitCode).toBe(1);
      expect(await answer).toMatchObject([{ status: 'rejected' }]);
      held.open(undefined);
    });

    it('tells its log of a source that fails, once', async () => {
      const unhook = simulations.map(({ server }) => server.hook(() => ({ status: 403 })));
      const { child, written, url, exitCode } = start(args, { LOG_LEVEL: 'warn' });
      const address = await url;
      for (let times = 0; times < 2; times += 1) await ask(address);
      for (const end of unhook) end();
      child.kill('SIGTERM');
      expect(await exitCode).toBe(0);
      const lines = written.stderr
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line));
      expect(lines.map(({ msg, code }) => `${msg}: ${code}`)).toEqual(
        simulations.map(() => 'a source fails: FORBIDDEN'),
      );
      expect(new Set(lines.map(({ source }) => source)).size).toBe(simulations.length);
    });

    it('tells no secret to its log', async () => {
      const { child, written, url, exitCode } = start(args, { LOG_LEVEL: 'trace' });
      await ask(await url);
      child.kill('SIGTERM');
      expect(await exitCode).toBe(0);
      const lines = written.stderr.trimEnd().split('\n');
      expect(lines.map((line) => JSON.parse(line).msg)).toEqual(
        expect.arrayContaining(['listening', 'operation', 'stopping']),
      );
      const secret = simulations.map(({ settings }) => (settings['auth'] as { password: string }).password);
      const keys = simulations.flatMap(({ server }) =>
        server.requests.flatMap(({ headers }) => [
          headers['authorization'],
          headers['x-srs-api-key'],
          headers['vmware-api-session-id'],
        ]),
      );
      for (const word of [...secret, ...keys]) if (word) expect(written.stderr).not.toContain(word);
      expect(keys.filter(Boolean).length).toBeGreaterThan(2);
    });
  });

  it('tells all faults of its configuration and starts nothing', async () => {
    const file = configFile(`
sources:
  - {id: hss, provider: nonsense, url: "https://a.example"}
  - {id: srs, provider: vmware-srs, url: "https://b.example", auth: {type: login, username: u, password: "\${HSS_PASSWORD}"}}
`);
    const { written, exitCode } = start(['--port', 'x'], { TASK_FEDERATION_CONFIG: file });
    expect(await exitCode).toBe(2);
    expect(written.stdout).toBe('');
    expect(written.stderr.split('\n')).toEqual([
      '--port: must be a number, is a text',
      expect.stringMatching(/^sources\[0\]\.provider: "nonsense" is no provider, must be one of .*vmware-srs/),
      'sources[1].auth.password: environment variable HSS_PASSWORD is not set',
      '',
    ]);
  });

  it('tells that its port is in use', async () => {
    const taken = createServer();
    await new Promise<void>((resolve) => taken.listen(0, '127.0.0.1', resolve));
    const { port } = taken.address() as AddressInfo;
    try {
      const { written, exitCode } = start([], { PORT: String(port) });
      expect(await exitCode).toBe(1);
      expect(written.stdout).toBe('');
      expect(written.stderr).toMatch(new RegExp(`^port ${port} of 127\\.0\\.0\\.1 is in use: [^\\n]*\\n$`));
    } finally {
      taken.close();
    }
  });

  it('ends where a part of it can not be loaded that listening has no need of', async () => {
    const lacks = `import { registerHooks } from 'node:module';
      registerHooks({
        resolve(path, context, next) {
          if (path === 'graphql') throw new Error('it is not there');
          return next(path, context);
        },
      });`;
    const { url, written, exitCode } = start(['--port', '0'], {
      NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(lacks)}`,
    });
    await url;
    expect(await exitCode).toBe(1);
    expect(written.stderr).toMatch(/^\{"level":60,.*it is not there.*a part of this program can not be loaded"\}\n$/);
  });

  it('explains its options, and refuses others', async () => {
    const help = start(['--help']);
    expect(await help.exitCode).toBe(0);
    expect(help.written.stdout).toContain('--config FILE');
    const other = start(['--nonsense']);
    expect(await other.exitCode).toBe(2);
    expect(other.written).toMatchObject({ stdout: '', stderr: expect.stringContaining("Unknown option '--nonsense'") });
  });
});

import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Clock } from '../../src/simulation/clock.ts';
import { type Compose, composers, NOTES } from '../federation/compose.ts';
import { type StartedProcess, startScript } from '../support/child-process.ts';
import { type DemoServer, startDemoServer } from '../support/demo-server.ts';

export interface Supergraph {
  /** Of the gateway. */
  readonly url: string;
  /** The graph of tasks, a subgraph here. */
  readonly demo: DemoServer;
  /** Ids of the tasks that the other subgraph has notes on. */
  readonly noted: readonly string[];
  close(): Promise<void>;
}

export interface SupergraphOptions {
  readonly gateway: keyof typeof GATEWAYS;
  /** Of the simulated upstreams; time stands still unless given. */
  readonly now?: Clock;
  /** Lays what is to stand between the gateway and a subgraph; returns the URL that the gateway is to use. */
  readonly through?: (name: 'tasks' | 'notes', url: string) => Promise<string>;
}

const inThisFolder = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

/** Each gateway with its maker's composer. */
const GATEWAYS = {
  'Hive Gateway': {
    compose: composers['@theguild/federation-composition'],
    start: async (file: string): Promise<StartedProcess> => {
      const port = await freePort();
      const bin = inThisFolder('node_modules/@graphql-hive/gateway/dist/bin.js');
      return startScript(
        [bin, 'supergraph', file, '--host', '127.0.0.1', '--port', String(port)],
        { NO_COLOR: '1' },
        /Listening on (http:\S+)/,
      );
    },
  },
  '@apollo/gateway': {
    compose: composers['@apollo/composition'],
    start: async (file: string): Promise<StartedProcess> =>
      startScript([inThisFolder('apollo-gateway.mjs'), '0', file], { APOLLO_TELEMETRY_DISABLED: '1' }),
  },
} satisfies Record<string, { compose: Compose; start: (file: string) => Promise<StartedProcess> }>;

export const gateways = Object.keys(GATEWAYS) as readonly (keyof typeof GATEWAYS)[];

/** The demo as a subgraph, another team's beside it, and a gateway before both, all on loopback. */
export async function startSupergraph({
  gateway,
  now,
  through = async (_name, url) => url,
}: SupergraphOptions): Promise<Supergraph> {
  const { compose, start } = GATEWAYS[gateway];
  const folder = mkdtempSync(join(tmpdir(), 'supergraph-'));
  const processes: StartedProcess[] = [];
  const demo = await startDemoServer({ federation: { node: false }, ...(now ? { now } : {}) });
  const close = async (): Promise<void> => {
    for (const { child } of processes.toReversed()) child.kill('SIGTERM');
    await Promise.all(processes.map(({ exitCode }) => exitCode));
    await demo.close();
    rmSync(folder, { recursive: true });
  };
  const started = (process: StartedProcess): Promise<string> => {
    processes.push(process);
    return process.url;
  };
  try {
    const noted = await someTaskIds(demo.url);
    const notesUrl = await started(startScript([inThisFolder('notes.mjs'), '0', ...noted]));
    const composed = compose([
      { name: 'tasks', url: await through('tasks', demo.url), sdl: await sdlOf(demo.url) },
      { name: 'notes', url: await through('notes', notesUrl), sdl: NOTES },
    ]);
    if (!('supergraph' in composed)) throw new Error(composed.faults.join('\n'));
    const file = join(folder, 'supergraph.graphql');
    writeFileSync(file, composed.supergraph);
    const url = await started(await start(file));
    return { url: new URL('/graphql', url).href, demo, noted, close };
  } catch (error) {
    await close();
    throw error;
  }
}

async function someTaskIds(url: string): Promise<readonly string[]> {
  const { tasks } = await ask<{ tasks: { nodes: { id: string }[] } }>(url, '{ tasks(first: 10) { nodes { id } } }');
  return tasks.nodes.map(({ id }) => id);
}

async function sdlOf(url: string): Promise<string> {
  const { _service } = await ask<{ _service: { sdl: string } }>(url, '{ _service { sdl } }');
  return _service.sdl;
}

async function ask<T>(url: string, query: string): Promise<T> {
  const headers = { 'content-type': 'application/json' };
  const answer = await fetch(url, { method: 'POST', headers, body: JSON.stringify({ query }) });
  const { data } = (await answer.json()) as { data: T };
  return data;
}

/** Hive Gateway does not tell which port it took. */
async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

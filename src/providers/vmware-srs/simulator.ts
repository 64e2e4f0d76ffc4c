import { createArrivals } from '../../simulation/arrivals.ts';
import { createRandom, type Random } from '../../simulation/random.ts';
import { type SimulatedAnswer, type SimulatedRequest, startSimulatedServer } from '../../simulation/simulator.ts';
import type { Simulation, SimulationOptions } from '../provider.ts';

const MINUTE_MS = 60_000;
/** A session ends this long after its last call. */
const SESSION_IDLE_MS = 30 * MINUTE_MS;
const CREDENTIALS = { username: 'operator@vsphere.local', password: 'srs-demo-password' };

/** One runspace's life; what is served of it follows from the clock. */
export interface SimulatedRunspace {
  readonly id: string;
  readonly name: string | null;
  readonly createdAt: number;
  /** Creating before, ready (or in error) from then on. */
  readonly readyAt: number;
  /** Removed by the sweeper; not listed from then on. */
  readonly removedAt: number;
  readonly failed: boolean;
  readonly runVcConnectionScript: boolean;
}

export interface SrsSimulation extends Simulation {
  /** What the gateway holds in memory, by id: change it and the next answer shows it. */
  readonly runspaces: Map<string, SimulatedRunspace>;
  /** Keys that are signed in. */
  readonly sessions: ReadonlyMap<string, number>;
  /** Ends every session, as a restart of the gateway does. */
  endSessions(): void;
}

/** The gateway of Script Runtime Service, from its source and its OpenAPI file: sign-in, list and single get. */
export async function simulate({ seed, tasks, keep = new Set(), now }: SimulationOptions): Promise<SrsSimulation> {
  const random = createRandom(seed);
  const runspaces = new Map<string, SimulatedRunspace>();
  for (let index = 0; index < tasks; index += 1) {
    const runspace = createRunspace(random, index, now());
    runspaces.set(runspace.id, runspace);
  }
  const catchUp = createArrivals<SimulatedRunspace>({
    seed,
    size: tasks,
    turnoverMs: 4 * 60 * MINUTE_MS,
    now,
    held: runspaces,
    keep,
    draw: createArrival,
    endOf: ({ removedAt }) => removedAt,
    add: (runspace) => runspaces.set(runspace.id, runspace),
    remove: (id) => runspaces.delete(id),
  });

  /** By key, the instant of its last call. */
  const sessions = new Map<string, number>();

  const listed = (): readonly SimulatedRunspace[] =>
    [...runspaces.values()].filter(({ createdAt, removedAt }) => createdAt <= now() && now() < removedAt);

  const isSignedIn = ({ headers }: SimulatedRequest): boolean => {
    const key = headers['x-srs-api-key'];
    const lastCallAt = key === undefined ? undefined : sessions.get(key);
    if (key === undefined || lastCallAt === undefined || now() - lastCallAt > SESSION_IDLE_MS) return false;
    sessions.set(key, now());
    return true;
  };

  const login = ({ headers }: SimulatedRequest): SimulatedAnswer => {
    const expected = Buffer.from(`${CREDENTIALS.username}:${CREDENTIALS.password}`, 'utf8').toString('base64');
    if (headers['authorization'] !== `Basic ${expected}`) {
      return { status: 401, headers: { 'www-authenticate': 'Basic realm="SRS endpoint"' } };
    }
    const key = random.uuid();
    sessions.set(key, now());
    return { status: 200, headers: { 'X-SRS-API-KEY': key } };
  };

  const logout = ({ headers }: SimulatedRequest): SimulatedAnswer => {
    sessions.delete(headers['x-srs-api-key'] ?? '');
    return { status: 200 };
  };

  const handle = (request: SimulatedRequest): SimulatedAnswer => {
    catchUp();
    const { method, path } = request;
    const route = `${method} ${path}`;
    if (route === 'POST /api/auth/login') return login(request);
    // The session handler answers 401 without a body, whatever the documents say.
    if (!isSignedIn(request)) return { status: 401 };
    if (route === 'POST /api/auth/logout') return logout(request);
    if (route === 'GET /api/runspaces')
      return { status: 200, json: listed().map((runspace) => wireOf(runspace, now())) };
    const [, id] = /^GET \/api\/runspaces\/([^/]+)$/.exec(route) ?? [];
    if (id === undefined) return { status: 404 };
    const found = listed().find((runspace) => runspace.id === decodeURIComponent(id));
    if (found) return { status: 200, json: wireOf(found, now()) };
    return { status: 404, json: { code: 2030, error_message: `Runspace with id '${id}' not found.` } };
  };

  const server = await startSimulatedServer({ handle });
  return {
    settings: { provider: 'vmware-srs', url: server.url, auth: { type: 'login', ...CREDENTIALS } },
    server,
    runspaces,
    sessions,
    endSessions: () => sessions.clear(),
    taskIds() {
      catchUp();
      return listed().map(({ id }) => id);
    },
    close: server.close,
  };
}

function createRunspace(random: Random, index: number, now: number): SimulatedRunspace {
  const id = `pcli-${random.uuid()}`;
  const createdAt = now - random.int(-10, 50) * MINUTE_MS - random.int(0, MINUTE_MS);
  return {
    id,
    name: random.chance(4) ? null : `${random.pick(['inventory', 'patching', 'report', 'audit'])}-${random.int(1, 99)}`,
    createdAt,
    readyAt: createdAt + random.int(5, 40) * 1000,
    // Some stay in use for days.
    removedAt: createdAt + random.int(60, 180) * (index % 5 === 0 ? 60 : 1) * MINUTE_MS,
    failed: random.chance(6),
    runVcConnectionScript: random.chance(2),
  };
}

/** A runspace that is created at that instant; takes long enough that there are always some in the making. */
function createArrival(random: Random, at: number): SimulatedRunspace {
  const runspace = createRunspace(random, 0, at);
  const readyAt = at + random.int(4 * 60, 10 * 60) * 1000;
  return { ...runspace, createdAt: at, readyAt, removedAt: at + random.int(120, 280) * MINUTE_MS };
}

/** Nulls are left out, and the time has seven fraction digits and an offset, as the gateway serialises it. */
function wireOf(runspace: SimulatedRunspace, now: number): Record<string, unknown> {
  const { id, name, createdAt, readyAt, failed, runVcConnectionScript } = runspace;
  const isUp = now >= readyAt;
  return {
    ...(name === null ? {} : { name }),
    id,
    state: isUp ? (failed ? 'error' : 'ready') : 'creating',
    ...(isUp && failed
      ? {
          error_details: {
            code: 2035,
            error_message: 'The runspace could not be started.',
            details:
              'System.InvalidOperationException: pod failed\n   at VMware.ScriptRuntimeService.K8sRunspaceProvider',
          },
        }
      : {}),
    run_vc_connection_script: runVcConnectionScript,
    ...(isUp && runVcConnectionScript ? { vc_connection_script_id: id.replace('pcli-', '') } : {}),
    creation_time: `${new Date(createdAt).toISOString().slice(0, -1)}1143+00:00`,
  };
}

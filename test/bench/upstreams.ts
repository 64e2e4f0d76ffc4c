import { answerBytes, type LeanRequest, startLeanServer } from './lean-server.ts';
import { csmsTasks, hssTasks, sailPointTasks, srsRunspaces, vsphereTasks } from './records.ts';
import { answerCalls } from './rpc.ts';

/** What the upstreams hold and how fast they are. */
export interface Scene {
  /** Tasks that vSphere holds, and runspaces that SRS holds: they answer whole. */
  readonly vsphere: number;
  readonly srs: number;
  readonly latencyMs: number;
}

export interface UpstreamUrls {
  readonly vsphere: string;
  readonly hss: string;
  readonly csms: string;
  readonly sailpoint: string;
  readonly srs: string;
}

/** Of the lists that page. */
const HELD = 200;

type Answer = (path: string, query: URLSearchParams, body: string) => unknown;

let scene: Scene = { vsphere: HELD, srs: 50, latencyMs: 0 };
let received = 0;
let prepared = new Map<string, Buffer>();
/** By what the upstreams hold. */
const preparedFor = new Map<string, Map<string, Buffer>>();
const seen = new Map<string, number>();

const csms = csmsTasks(HELD);
const sailpoint = sailPointTasks(HELD);
const jobs = { cluster_scan: hssTasks('cluster_scan', HELD), iac_scan: hssTasks('iac_scan', HELD) };

/** An offset that a client asks for its own sake: each client has a thousand of its own, all alike. */
const place = (query: URLSearchParams): number => Number(query.get('offset') ?? 0) % 1000;

const answers: Readonly<Record<keyof UpstreamUrls, Answer>> = {
  vsphere: (path) => (path === '/api/session' ? 'bench-session' : vsphereTasks(scene.vsphere)),
  hss(path, query, body) {
    if (path === '/v3/auth/tokens')
      return { token: { issued_at: '2026-01-01T00:00:00Z', expires_at: '2026-01-02T00:00:00Z' } };
    const asked: unknown = JSON.parse(body);
    const { task_type: type, task_status: status, sort_dir: direction } = asked as Record<string, string>;
    const all = type === 'iac_scan' ? jobs.iac_scan : jobs.cluster_scan;
    const matching = status === undefined ? all : all.filter((job) => job['task_status'] === status);
    const ordered = direction === 'asc' ? matching.toReversed() : matching;
    const offset = Number(query.get('offset'));
    return { total_num: matching.length, data_list: ordered.slice(offset, offset + Number(query.get('limit'))) };
  },
  csms(_path, query) {
    const from =
      query.get('marker') === null ? 0 : csms.findIndex((task) => task['task_id'] === query.get('marker')) + 1;
    const tasks = csms.slice(from, from + Number(query.get('limit')));
    return { total: HELD, tasks, next_marker: tasks.at(-1)?.['task_id'] ?? null };
  },
  sailpoint(path, query) {
    if (path === '/oauth/token') return { access_token: 'bench-token', token_type: 'bearer', expires_in: 36_000 };
    return sailpoint.slice(place(query), place(query) + Number(query.get('limit')));
  },
  srs: (path) => (path === '/api/auth/login' ? {} : srsRunspaces(scene.srs)),
};

const HEADERS = {
  'content-type': 'application/json',
  'x-subject-token': 'bench-token',
  'x-srs-api-key': 'bench-key',
};

/** Each answer is made once and sent as bytes from then on. */
function prepare(name: keyof UpstreamUrls, { method, url, body }: LeanRequest): Buffer {
  const key = `${name} ${method} ${url} ${body}`;
  if (process.env['BENCH_SHOW_REQUESTS']) seen.set(key, (seen.get(key) ?? 0) + 1);
  const known = prepared.get(key);
  if (known) return known;
  const { pathname, searchParams } = new URL(url, 'http://upstream');
  const made = answerBytes(HEADERS, JSON.stringify(answers[name](pathname, searchParams, body)));
  prepared.set(key, made);
  return made;
}

async function listen(name: keyof UpstreamUrls): Promise<string> {
  const port = await startLeanServer((request, send) => {
    received += 1;
    const answer = prepare(name, request);
    if (scene.latencyMs === 0) send(answer);
    else setTimeout(send, scene.latencyMs, answer);
  });
  return `http://127.0.0.1:${port}`;
}

const urls: UpstreamUrls = {
  vsphere: await listen('vsphere'),
  hss: await listen('hss'),
  csms: await listen('csms'),
  sailpoint: await listen('sailpoint'),
  srs: await listen('srs'),
};

answerCalls({
  urls: () => urls,
  setScene(next: Scene) {
    scene = next;
    const key = JSON.stringify([next.vsphere, next.srs]);
    prepared = preparedFor.get(key) ?? new Map();
    preparedFor.set(key, prepared);
  },
  /** Requests since the last time, with the sign-ins. */
  takeCount() {
    const count = received;
    received = 0;
    return count;
  },
  takeSeen() {
    const counts = Object.fromEntries(seen);
    seen.clear();
    return counts;
  },
  cpuMs: () => {
    const { user, system } = process.cpuUsage();
    return (user + system) / 1000;
  },
});

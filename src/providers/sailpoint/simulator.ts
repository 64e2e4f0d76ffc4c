import type { RateLimit } from '../../http/rate-window.ts';
import { createArrivals } from '../../simulation/arrivals.ts';
import { createRandom, type Random } from '../../simulation/random.ts';
import { type SimulatedAnswer, type SimulatedRequest, startSimulatedServer } from '../../simulation/simulator.ts';
import type { Simulation, SimulationOptions } from '../provider.ts';
import { parseFilter, type TaskTest, UnsupportedFilter } from './simulated-filter.ts';
import {
  createArrival,
  createTask,
  isHeld,
  isPending,
  nextChange,
  type SimulatedTask,
  wireOf,
} from './simulated-task.ts';

/** `expires_in` of the vendor's sample. */
const TOKEN_LIFETIME_S = 749;
const CREDENTIALS = { clientId: '3f2c9a71b8d04e56', clientSecret: 'sailpoint-demo-secret' };

export interface SailPointSimulation extends Simulation {
  /** What the tenant holds, by id, in the order of pending-tasks; `put` and `remove` change it. */
  readonly tasks: ReadonlyMap<string, SimulatedTask>;
  /** Adds a task at the end of the order, or replaces the one of that id in its place. */
  put(task: SimulatedTask): void;
  /** The API then knows nothing of it. */
  remove(id: string): void;
  /** Ends it now: it leaves the pending list and stays readable by id. */
  complete(id: string): void;
  /** Ends every access token. */
  expireTokens(): void;
  /** Limits requests per API version as the gateway does; null, as at first, for no limit. */
  limitRate(limit: RateLimit | null): void;
  /** Whether an answer without records is a 204 without a body. */
  answerEmptyWith204(isOn: boolean): void;
}

/** What a request asks for that the upstream refuses: status 400 in the first of its error shapes. */
class BadRequest extends Error {
  override readonly name = 'BadRequest';
}

/** A tenant, from the vendor's OpenAPI files: sign-in, pending-tasks, task-status and its single get, in four versions. */
export async function simulate({
  seed,
  tasks: count,
  keep = new Set(),
  now,
}: SimulationOptions): Promise<SailPointSimulation> {
  const random = createRandom(seed);
  const tasks = new Map<string, SimulatedTask>();
  for (let index = 0, previous: SimulatedTask | null = null; index < count; index += 1) {
    previous = createTask(random, now(), previous);
    tasks.set(previous.id, previous);
  }

  /** By access token, the instant of its end. */
  const tokens = new Map<string, number>();
  /** By version, the instants of the requests that the gateway counts. */
  const counted = new Map<string, number[]>();
  let rateLimit: RateLimit | null = null;
  let emptyIs204 = false;

  /** Ascending by `created`; made anew when the tenant's tasks have changed. */
  let byCreated: readonly SimulatedTask[] | null = null;
  /** Lists made so far, by what was asked; they stand until a task changes by itself or by the caller's hand. */
  let lists = { from: 0, until: 0, byKey: new Map<string, readonly SimulatedTask[]>() };
  const changed = (): void => {
    byCreated = null;
    lists = { ...lists, until: Number.NEGATIVE_INFINITY };
  };
  const listOnce = (key: string, make: (at: number) => readonly SimulatedTask[]): readonly SimulatedTask[] => {
    const at = now();
    if (at < lists.from || at >= lists.until) {
      lists = { from: at, until: nextChange(tasks.values(), at), byKey: new Map() };
    }
    const list = lists.byKey.get(key) ?? make(at);
    lists.byKey.set(key, list);
    return list;
  };

  const put = (task: SimulatedTask): void => {
    tasks.set(task.id, task);
    changed();
  };
  const remove = (id: string): void => {
    tasks.delete(id);
    changed();
  };
  const catchUp = createArrivals<SimulatedTask>({
    seed,
    size: count,
    turnoverMs: 2 * 3_600_000,
    now,
    held: tasks,
    keep,
    draw: createArrival,
    // The pending list is without it then, but by its id it is still to be had.
    endOf: ({ completedAt }) => completedAt + 3_600_000,
    add: put,
    remove,
  });

  const signIn = ({ body, query, headers }: SimulatedRequest): SimulatedAnswer => {
    const isForm = headers['content-type']?.startsWith('application/x-www-form-urlencoded') ?? false;
    const sent = isForm ? new URLSearchParams(body) : query;
    if (sent.get('grant_type') !== 'client_credentials') {
      return { status: 400, json: { error: 'unsupported_grant_type', error_description: 'Unsupported grant type' } };
    }
    if (sent.get('client_id') !== CREDENTIALS.clientId || sent.get('client_secret') !== CREDENTIALS.clientSecret) {
      return { status: 401, json: { error: 'invalid_client', error_description: 'Bad client credentials' } };
    }
    const token = `eyJhbGciOiJSUzI1NiJ9.${random.hex(64)}.${random.hex(64)}`;
    tokens.set(token, now() + TOKEN_LIFETIME_S * 1000);
    const granted = { token_type: 'bearer', expires_in: TOKEN_LIFETIME_S, scope: 'sp:scopes:all', pod: 'cook' };
    return { status: 200, json: { access_token: token, ...granted } };
  };

  const isSignedIn = ({ headers }: SimulatedRequest): boolean => {
    const [, token = ''] = /^Bearer (.+)$/.exec(headers['authorization'] ?? '') ?? [];
    return now() < (tokens.get(token) ?? Number.NEGATIVE_INFINITY);
  };

  /** Seconds until the gateway lets another request through; null where it lets this one. */
  const throttle = (version: string): number | null => {
    if (rateLimit === null) return null;
    const { requests, perMs } = rateLimit;
    const recent = (counted.get(version) ?? []).filter((instant) => now() - instant < perMs);
    counted.set(version, recent);
    const oldest = recent[0];
    if (recent.length >= requests && oldest !== undefined) return Math.ceil((oldest + perMs - now()) / 1000);
    recent.push(now());
    return null;
  };

  const page = (matching: readonly SimulatedTask[], { limit, offset, count: wanted }: Paging): SimulatedAnswer => {
    const records = matching.slice(offset, offset + limit).map((task) => wireOf(task, now()));
    const headers = wanted ? { 'X-Total-Count': String(matching.length) } : {};
    return records.length === 0 && emptyIs204 ? { status: 204, headers } : { status: 200, headers, json: records };
  };

  const pendingNow = (): readonly SimulatedTask[] =>
    listOnce('pending-tasks', (at) => [...tasks.values()].filter((task) => isHeld(task, at) && isPending(task, at)));

  const list = (version: string, { query }: SimulatedRequest): SimulatedAnswer => {
    const paging = readPaging(query, ['filters', 'sorters']);
    const matches = readFilter(query.get('filters'), version);
    const sorter = query.get('sorters');
    if (sorter !== null && sorter !== 'created' && sorter !== '-created') {
      throw new BadRequest(`Sorting by "${sorter}" is not supported.`);
    }
    const listsPending = version === 'v2025' || version === 'v2026';
    const matching = listOnce(JSON.stringify([version, query.get('filters'), sorter]), (at) => {
      byCreated ??= [...tasks.values()].sort((a, b) => a.createdAt - b.createdAt);
      const all = sorter === null ? [...tasks.values()] : byCreated;
      const found = all.filter(
        (task) => isHeld(task, at) && (listsPending || !isPending(task, at)) && matches(task, at),
      );
      return sorter === '-created' ? found.reverse() : found;
    });
    return page(matching, paging);
  };

  const answer = (version: string, rest: string | undefined, request: SimulatedRequest): SimulatedAnswer => {
    if (rest === undefined) return list(version, request);
    if (rest === 'pending-tasks' && version !== 'v2026') {
      const paged = page(pendingNow(), readPaging(request.query, []));
      return { ...paged, headers: { ...paged.headers, 'X-Deprecated': 'true' } };
    }
    const found = tasks.get(decodeURIComponent(rest));
    // Documented without a body.
    return found && isHeld(found, now()) ? { status: 200, json: wireOf(found, now()) } : { status: 404 };
  };

  const handle = (request: SimulatedRequest): SimulatedAnswer => {
    catchUp();
    const { method, path } = request;
    if (method === 'POST' && path === '/oauth/token') return signIn(request);
    if (!isSignedIn(request)) return { status: 401, json: { error: 'JWT validation failed: JWT is expired' } };
    const [, version, rest] = /^\/(beta|v2024|v2025|v2026)\/task-status(?:\/([^/]+))?$/.exec(path) ?? [];
    if (version === undefined || method !== 'GET') {
      return failure(404, '404 Not found', 'The requested resource does not exist.', random);
    }
    const waitSeconds = throttle(version);
    if (waitSeconds !== null) {
      const headers = { 'Retry-After': String(waitSeconds) };
      return { status: 429, headers, json: { message: ' Rate Limit Exceeded ' } };
    }
    try {
      return answer(version, rest, request);
    } catch (error) {
      if (!(error instanceof BadRequest)) throw error;
      return failure(400, '400.1 Bad Request Content', error.message, random);
    }
  };

  const server = await startSimulatedServer({ handle });
  return {
    settings: {
      provider: 'sailpoint',
      url: server.url,
      apiVersion: 'v2025',
      auth: { type: 'client-credentials', ...CREDENTIALS },
      // This gateway limits nothing unless it is told to.
      rateLimit: { requests: 100_000, perMs: 10_000 },
    },
    server,
    tasks,
    put,
    remove,
    complete(id) {
      const task = tasks.get(id);
      if (task) tasks.set(id, { ...task, completedAt: now() });
      changed();
    },
    expireTokens: () => tokens.clear(),
    limitRate(limit) {
      rateLimit = limit;
      counted.clear();
    },
    answerEmptyWith204(isOn) {
      emptyIs204 = isOn;
    },
    taskIds() {
      catchUp();
      return pendingNow().map(({ id }) => id);
    },
    close: server.close,
  };
}

interface Paging {
  readonly limit: number;
  readonly offset: number;
  readonly count: boolean;
}

/** Stricter than the vendor may be: a parameter that the endpoint does not document is refused too. */
function readPaging(query: URLSearchParams, others: readonly string[]): Paging {
  const known = new Set(['limit', 'offset', 'count', ...others]);
  for (const name of query.keys()) if (!known.has(name)) throw new BadRequest(`"${name}" is no parameter.`);
  const count = query.get('count') ?? 'false';
  if (count !== 'true' && count !== 'false') throw new BadRequest('"count" must be true or false.');
  return {
    limit: readWhole(query, 'limit', 250, 250),
    offset: readWhole(query, 'offset', 0, 2 ** 31 - 1),
    count: count === 'true',
  };
}

function readWhole(query: URLSearchParams, name: string, standard: number, max: number): number {
  const text = query.get(name) ?? String(standard);
  if (!/^\d{1,10}$/.test(text) || Number(text) > max) throw new BadRequest(`"${name}" must be from 0 to ${max}.`);
  return Number(text);
}

function readFilter(expression: string | null, version: string): TaskTest {
  if (expression === null) return () => true;
  try {
    return parseFilter(expression, {
      hasIsNull: version === 'v2025' || version === 'v2026',
      hasLauncher: version === 'v2026',
    });
  } catch (error) {
    if (error instanceof UnsupportedFilter) throw new BadRequest(error.message);
    throw error;
  }
}

function failure(status: number, detailCode: string, cause: string, random: Random): SimulatedAnswer {
  const localized = (text: string) => [{ locale: 'en-US', localeOrigin: 'DEFAULT', text }];
  const text =
    status === 400
      ? 'The request was syntactically correct but its content is semantically invalid.'
      : 'The server did not find a current representation for the target resource.';
  return {
    status,
    json: { detailCode, trackingId: random.hex(32), messages: localized(text), causes: localized(cause) },
  };
}

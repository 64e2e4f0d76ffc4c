import { z } from 'zod';
import { parseJson } from '../../json/parse-json.ts';
import { createArrivals } from '../../simulation/arrivals.ts';
import { createRandom } from '../../simulation/random.ts';
import { type SimulatedAnswer, type SimulatedRequest, startSimulatedServer } from '../../simulation/simulator.ts';
import type { Simulation, SimulationOptions } from '../provider.ts';
import {
  invalidArgument,
  overLimit,
  sessionCapReached,
  stateUnreadable,
  unauthenticated,
  unexpectedInput,
  unknownPath,
  unknownProvider,
  unknownTask,
} from './simulated-errors.ts';
import { infoAt, type SimulatedResultSpec, type SimulatedTask, statusAt } from './simulated-task.ts';
import { createArrival, createTimeline, SERVICES } from './simulated-timeline.ts';

/** Nothing documents how long a session may idle; 30 minutes is what the shortest report says. */
const SESSION_IDLE_MS = 30 * 60_000;
const CREDENTIALS = { username: 'administrator@vsphere.local', password: 'vsphere-demo-password' };
const MAX_MATCHES = 1000;

export interface VsphereSimulation extends Simulation {
  /** What the vCenter holds, by id, those to come among them: change it and the next answer shows it. */
  readonly tasks: Map<string, SimulatedTask>;
  /** Services with a task provider, each one of its own: the strictest reading of "all services must be from the same provider". */
  readonly services: Set<string>;
  /** Ids of tasks whose state can't be read: no list that they are in is answered. */
  readonly unreadable: Set<string>;
  /** Session ids that are signed in, with the instant of their last call. */
  readonly sessions: ReadonlyMap<string, number>;
  /** Ends every session, as a restart of the endpoint does. */
  endSessions(): void;
  /** What tests may set. */
  readonly behaviour: {
    /** Sessions that a user may have. */
    maxSessions: number;
    /** Status of an answer about a service that no provider knows: none is documented. */
    unknownProviderStatus: 400 | 404;
    /** Whether the answer about a task whose state can't be read says so, or is worded as that over the limit. */
    unreadableWording: 'state' | 'limit';
  };
}

const isSet = (values: readonly string[]): boolean => new Set(values).size === values.length;
const ids = z.array(z.string()).refine(isSet, 'A set holds a value twice.');
const states = z.array(z.enum(['PENDING', 'RUNNING', 'BLOCKED', 'SUCCEEDED', 'FAILED']));

const listBody = z.strictObject({
  filter_spec: z.strictObject({
    tasks: ids.optional(),
    services: ids.optional(),
    operations: ids.optional(),
    status: states.refine(isSet, 'A set holds a value twice.').optional(),
    targets: z.array(z.strictObject({ type: z.string(), id: z.string() })).optional(),
    users: ids.optional(),
  }),
  result_spec: z
    .strictObject({ return_all: z.boolean().optional(), exclude_result: z.boolean().optional() })
    .optional(),
});

type SimulatedFilter = z.output<typeof listBody>['filter_spec'];

/** A vCenter from the vSphere Automation API reference: sign-in, sign-out, list and single get of Cis Tasks. */
export async function simulate({
  seed,
  tasks: count,
  keep = new Set(),
  now,
}: SimulationOptions): Promise<VsphereSimulation> {
  const random = createRandom(seed);
  const tasks = createTimeline(random, count, now());
  const catchUp = createArrivals<SimulatedTask>({
    seed,
    size: count,
    turnoverMs: 4 * 3_600_000,
    now,
    held: tasks,
    keep,
    draw: (random, at) => createArrival(random, at, tasks.values()),
    endOf: ({ endedAt }) => endedAt,
    add: (task) => tasks.set(task.id, task),
    remove: (id) => tasks.delete(id),
  });
  const services = new Set<string>(SERVICES);
  const unreadable = new Set<string>();
  const sessions = new Map<string, number>();
  const behaviour: VsphereSimulation['behaviour'] = {
    maxSessions: 550,
    unknownProviderStatus: 404,
    unreadableWording: 'state',
  };

  const isSignedIn = ({ headers }: SimulatedRequest): boolean => {
    const session = headers['vmware-api-session-id'];
    const lastCallAt = session === undefined ? undefined : sessions.get(session);
    if (session === undefined || lastCallAt === undefined || now() - lastCallAt > SESSION_IDLE_MS) return false;
    sessions.set(session, now());
    return true;
  };

  const login = ({ headers }: SimulatedRequest): SimulatedAnswer => {
    const expected = Buffer.from(`${CREDENTIALS.username}:${CREDENTIALS.password}`, 'utf8').toString('base64');
    if (headers['authorization'] !== `Basic ${expected}`) return unauthenticated();
    if (sessions.size >= behaviour.maxSessions) return sessionCapReached();
    const session = random.hex(32);
    sessions.set(session, now());
    return { status: 201, json: session };
  };

  const logout = ({ headers }: SimulatedRequest): SimulatedAnswer => {
    sessions.delete(headers['vmware-api-session-id'] ?? '');
    return { status: 204 };
  };

  const visible = (id: string): SimulatedTask | null => {
    const task = tasks.get(id);
    return task && task.createdAt <= now() ? task : null;
  };

  /** Null where a filter's tasks and services are all of one known provider. */
  const providerFault = ({ tasks: ids = [], services: serviceIds = [] }: SimulatedFilter): SimulatedAnswer | null => {
    const named = new Set([...serviceIds, ...ids.map(serviceOf)]);
    for (const service of named) {
      if (!services.has(service)) return unknownProvider(behaviour.unknownProviderStatus, service);
    }
    if (named.size === 0) return invalidArgument('At least one of tasks or services must be specified and not empty.');
    return named.size === 1 ? null : invalidArgument('All tasks and services must be from the same provider.');
  };

  const list = (request: SimulatedRequest): SimulatedAnswer => {
    if (!request.headers['content-type']?.startsWith('application/json'))
      return unexpectedInput('The body is no JSON.');
    const json = parseJson(request.body);
    if (json === undefined) return unexpectedInput('The body is no JSON.');
    const body = listBody.safeParse(json);
    if (!body.success) {
      const issue = body.error.issues[0];
      const message = `${issue?.path.join('.') ?? ''}: ${issue?.message ?? ''}`;
      return issue?.code === 'unrecognized_keys' ? unexpectedInput(message) : invalidArgument(message);
    }
    const { filter_spec: filter, result_spec: spec = {} } = body.data;
    const fault = providerFault(filter);
    if (fault) return fault;
    const matches = createMatcher(filter, now());
    const candidates = filter.tasks?.length ? filter.tasks.flatMap((id) => visible(id) ?? []) : tasks.values();
    const found: SimulatedTask[] = [];
    for (const task of candidates) {
      if (task.createdAt > now() || !matches(task)) continue;
      if (found.length === MAX_MATCHES) return overLimit();
      if (unreadable.has(task.id)) {
        return behaviour.unreadableWording === 'limit' ? overLimit() : stateUnreadable(task.id);
      }
      found.push(task);
    }
    const resultSpec = { returnAll: spec.return_all ?? false, excludeResult: spec.exclude_result ?? false };
    return { status: 200, json: Object.fromEntries(found.map((task) => [task.id, infoAt(task, now(), resultSpec)])) };
  };

  const get = (id: string, query: URLSearchParams): SimulatedAnswer => {
    const resultSpec = readResultSpec(query);
    if (resultSpec === null)
      return unexpectedInput('The query holds another parameter than return_all and exclude_result.');
    const task = visible(id);
    return task ? { status: 200, json: infoAt(task, now(), resultSpec) } : unknownTask(id);
  };

  const handle = (request: SimulatedRequest): SimulatedAnswer => {
    catchUp();
    const { method, path, query, target } = request;
    const route = `${method} ${path}`;
    if (route === 'POST /api/session') return login(request);
    const [, taskId] = /^GET \/api\/cis\/tasks\/([^/]+)$/.exec(route) ?? [];
    const isList = method === 'POST' && target === '/api/cis/tasks?action=list';
    const isLogout = route === 'DELETE /api/session';
    if (taskId === undefined && !isList && !isLogout) return unknownPath();
    if (!isSignedIn(request)) return unauthenticated();
    if (isLogout) return logout(request);
    return taskId === undefined ? list(request) : get(decodeURIComponent(taskId), query);
  };

  const server = await startSimulatedServer({ handle });
  return {
    settings: {
      provider: 'vsphere-cis',
      url: server.url,
      services: [...SERVICES],
      auth: { type: 'session', ...CREDENTIALS },
    },
    server,
    tasks,
    services,
    unreadable,
    sessions,
    behaviour,
    endSessions: () => sessions.clear(),
    taskIds() {
      catchUp();
      return [...tasks.values()].filter(({ createdAt }) => createdAt <= now()).map(({ id }) => id);
    },
    close: server.close,
  };
}

/** A task id ends with the service it is of. */
function serviceOf(taskId: string): string {
  return taskId.slice(taskId.indexOf(':') + 1);
}

function createMatcher(filter: SimulatedFilter, now: number): (task: SimulatedTask) => boolean {
  const services = wanted(filter.services);
  const operations = wanted(filter.operations);
  const status = wanted<string>(filter.status);
  const users = wanted(filter.users);
  const targets = wanted(filter.targets?.map(({ type, id }) => `${type} ${id}`));
  return (task) =>
    (services?.has(task.service) ?? true) &&
    (operations?.has(task.operation) ?? true) &&
    (users === null || (task.user !== null && users.has(task.user))) &&
    (targets === null || (task.target !== null && targets.has(`${task.target.type} ${task.target.id}`))) &&
    (status?.has(statusAt(task, now)) ?? true);
}

/** Null where the values do not filter. */
function wanted<T>(values: readonly T[] | undefined): ReadonlySet<T> | null {
  return values && values.length > 0 ? new Set(values) : null;
}

function readResultSpec(query: URLSearchParams): SimulatedResultSpec | null {
  for (const [name, value] of query) {
    if (name !== 'return_all' && name !== 'exclude_result') return null;
    if (value !== 'true' && value !== 'false') return null;
  }
  return { returnAll: query.get('return_all') === 'true', excludeResult: query.get('exclude_result') === 'true' };
}

import { createArrivals } from '../../simulation/arrivals.ts';
import { createRandom, type Random } from '../../simulation/random.ts';
import { type SimulatedAnswer, type SimulatedRequest, startSimulatedServer } from '../../simulation/simulator.ts';
import { createGatewayCheck, gatewayError } from '../../vendors/huawei/gateway-simulator.ts';
import { type IamSimulator, startIamSimulator } from '../../vendors/huawei/iam-simulator.ts';
import type { SigningKeys } from '../../vendors/huawei/sign.ts';
import type { Simulation, SimulationOptions } from '../provider.ts';

const SECOND_MS = 1000;
const MINUTE_MS = 60 * SECOND_MS;
const HOUR_MS = 60 * MINUTE_MS;

const DEFAULT_LIMIT = 50;
const MAX_LIMIT = 1000;
const PARAMETERS: ReadonlySet<string> = new Set(['secret_name', 'status', 'task_id', 'limit', 'marker']);

interface Failure {
  readonly code: string;
  readonly message: string;
}

/** One secret task's life; what is served of it follows from the clock. */
export interface SimulatedSecretTask {
  readonly id: string;
  readonly secretName: string;
  /** Not listed before. */
  readonly createdAt: number;
  /** In one of the undocumented words before, SUCCESS or FAILED from then on. */
  readonly endsAt: number;
  /** Null for a task that ends well. */
  readonly failure: Failure | null;
  /** Tries by the time that it ends. */
  readonly attempts: number;
  readonly operateType: string;
  readonly functionUrn: string;
}

/** What the documents leave open, to be changed at any time. */
export interface CsmsBehaviour {
  /** The answer to a marker that names no task of the list. */
  unknownMarker: 'error' | 'empty' | 'first-page';
  /** The answer to a `task_id` that names no task. */
  unknownTask: 'error' | 'empty';
  /** `next_marker` is described as an "address" in one breath with an id. */
  nextMarker: 'id' | 'url';
  order: 'inserted' | 'reversed';
}

export interface CsmsSimulation extends Simulation {
  /** All tasks by id: change it and the next answer shows it. */
  readonly tasks: Map<string, SimulatedSecretTask>;
  readonly behaviour: CsmsBehaviour;
  readonly iam: IamSimulator;
  /** An access key that the gateway knows. */
  readonly keys: SigningKeys;
}

/** The KMS endpoint's ListSecretTask behind the API gateway, with IAM beside it. */
export async function simulate({
  seed,
  tasks: size,
  keep = new Set(),
  now,
}: SimulationOptions): Promise<CsmsSimulation> {
  const random = createRandom(seed);
  const projectId = random.hex(32);
  const keys: SigningKeys = { accessKey: random.hex(20).toUpperCase(), secretKey: random.hex(40) };
  const tasks = createTasks(random, size, now(), projectId);
  const catchUp = createArrivals<SimulatedSecretTask>({
    seed,
    size,
    turnoverMs: 2 * HOUR_MS,
    now,
    held: tasks,
    keep,
    draw: (random, at) => createArrival(random, at, projectId),
    endOf: ({ endsAt }) => endsAt,
    add: (task) => tasks.set(task.id, task),
    remove: (id) => tasks.delete(id),
  });
  const behaviour: CsmsBehaviour = {
    unknownMarker: 'error',
    unknownTask: 'error',
    nextMarker: 'id',
    order: 'inserted',
  };
  const iam = await startIamSimulator({ seed, now });
  const refusal = createGatewayCheck({ iam, keys: [keys], projectId });
  const path = `/v1/${projectId}/csms/tasks`;

  const inOrder = (): Iterable<SimulatedSecretTask> =>
    behaviour.order === 'inserted' ? tasks.values() : [...tasks.values()].reverse();

  const lookUp = (taskId: string): SimulatedAnswer => {
    const task = tasks.get(taskId);
    const isThere = task !== undefined && task.createdAt <= now();
    if (!isThere && behaviour.unknownTask === 'error') {
      return csmsError('CSMS.0005', 'The resource does not exist.');
    }
    return answer(isThere ? [task] : [], null);
  };

  const list = (query: URLSearchParams): SimulatedAnswer => {
    const limit = Number(query.get('limit') ?? DEFAULT_LIMIT);
    const marker = query.get('marker') || null;
    const status = query.get('status');
    const secretName = query.get('secret_name');
    const first: SimulatedSecretTask[] = [];
    const page: SimulatedSecretTask[] = [];
    let isPast = marker === null;
    for (const task of inOrder()) {
      if (task.createdAt > now()) continue;
      if (status !== null && wordOf(task, now()) !== status) continue;
      if (secretName !== null && task.secretName !== secretName) continue;
      if (first.length < limit) first.push(task);
      if (isPast) page.push(task);
      if (page.length === limit) break;
      isPast ||= task.id === marker;
    }
    if (isPast) return answer(page, marker);
    switch (behaviour.unknownMarker) {
      case 'error':
        return csmsError('CSMS.0005', 'The resource does not exist.');
      case 'empty':
        return answer([], marker);
      case 'first-page':
        return answer(first, marker);
      default:
        return behaviour.unknownMarker satisfies never;
    }
  };

  /** The marker is there on the last page too, where nothing follows it. */
  const answer = (page: readonly SimulatedSecretTask[], marker: string | null): SimulatedAnswer => {
    const last = page.at(-1)?.id ?? marker ?? '';
    const address = `${server.url}${path}?marker=${encodeURIComponent(last)}`;
    return {
      status: 200,
      json: {
        total: page.length,
        tasks: page.map((task) => wireOf(task, now())),
        next_marker: behaviour.nextMarker === 'url' && last !== '' ? address : last,
      },
    };
  };

  const handle = (request: SimulatedRequest): SimulatedAnswer => {
    catchUp();
    const { method, query } = request;
    if (!/^\/v1\/[^/]+\/csms\/tasks$/.test(request.path)) {
      return gatewayError(404, 'APIGW.0101', 'The API does not exist or has not been published in the environment');
    }
    const refused = refusal(request);
    if (refused) return refused;
    if (method !== 'GET') return csmsError('CSMS.0003', 'The request is invalid.');
    const taskId = query.get('task_id');
    if (!isDocumented(query)) return csmsError('CSMS.0002', 'The request parameter is invalid.');
    return taskId === null ? list(query) : lookUp(taskId);
  };

  const server = await startSimulatedServer({ handle });
  return {
    settings: { provider: 'huawei-csms', url: server.url, projectId, auth: iam.auth },
    server,
    tasks,
    behaviour,
    iam,
    keys,
    taskIds() {
      catchUp();
      return [...tasks.values()].filter(({ createdAt }) => createdAt <= now()).map(({ id }) => id);
    },
    async close() {
      await server.close();
      await iam.close();
    },
  };
}

/** Whether the query keeps to the documents: known parameters, once each, in their bounds, and `task_id` alone. */
function isDocumented(query: URLSearchParams): boolean {
  const names = [...query.keys()];
  const limit = query.get('limit');
  const status = query.get('status');
  const secretName = query.get('secret_name');
  return (
    names.every((name) => PARAMETERS.has(name)) &&
    new Set(names).size === names.length &&
    (!query.has('task_id') || (names.length === 1 && query.get('task_id') !== '')) &&
    (limit === null || (/^\d{1,4}$/.test(limit) && Number(limit) >= 1 && Number(limit) <= MAX_LIMIT)) &&
    (status === null || status === 'SUCCESS' || status === 'FAILED') &&
    (secretName === null || /^[a-zA-Z0-9_-]{1,64}$/.test(secretName))
  );
}

function csmsError(code: string, message: string): SimulatedAnswer {
  return { status: 400, json: { error_code: code, error_msg: message } };
}

/** The words before the end are not documented: these two stand for whatever they are. */
function wordOf(task: SimulatedSecretTask, now: number): string {
  if (now >= task.endsAt) return task.failure ? 'FAILED' : 'SUCCESS';
  return attemptsOf(task, now) === 1 ? 'PROCESSING' : 'RUNNING';
}

/** Tries so far, spread evenly over the task's life. */
function attemptsOf({ createdAt, endsAt, attempts }: SimulatedSecretTask, now: number): number {
  if (now >= endsAt) return attempts;
  return 1 + Math.floor(((now - createdAt) / (endsAt - createdAt)) * attempts);
}

function wireOf(task: SimulatedSecretTask, now: number): Record<string, unknown> {
  const { id, secretName, createdAt, endsAt, failure, operateType, functionUrn } = task;
  return {
    task_id: id,
    secret_name: secretName,
    rotation_func_urn: functionUrn,
    task_status: wordOf(task, now),
    attempt_nums: attemptsOf(task, now),
    operate_type: operateType,
    task_time: createdAt,
    ...(failure && now >= endsAt ? { task_error_code: failure.code, task_error_msg: failure.message } : {}),
  };
}

const FAILURES: readonly [Failure, Failure] = [
  { code: 'CSMS.0103', message: 'The secret is pending deletion.' },
  { code: 'CSMS.0106', message: 'The secret name does not exist.' },
];

/** Most have ended within the last three days, some are under way and end within minutes, some begin in the next three hours. */
function createTasks(random: Random, size: number, now: number, projectId: string): Map<string, SimulatedSecretTask> {
  const tasks = new Map<string, SimulatedSecretTask>();
  for (let index = 0; index < size; index += 1) {
    const task = createTask(random, index, now, projectId);
    tasks.set(task.id, task);
  }
  return tasks;
}

function createTask(random: Random, index: number, now: number, projectId: string): SimulatedSecretTask {
  const id = random.uuid();
  const engine = random.pick(['mysql', 'postgresql', 'gaussdb', 'redis']);
  const [createdAt, lastsMs] = timesOf(random, index, now);
  const failure = random.chance(8) ? random.pick(FAILURES) : null;
  return {
    id,
    secretName: `${random.pick(['prod', 'staging', 'test'])}-${random.pick(['orders', 'billing', 'users', 'reports', 'inventory'])}-${engine}`,
    createdAt,
    endsAt: createdAt + lastsMs,
    failure,
    attempts: failure ? 3 : random.int(1, 2),
    operateType: random.pick(['MULTI_USER', 'SINGLE_USER']),
    functionUrn: `urn:fss:eu-west-101:${projectId}:function:default:rotate-${engine}:latest`,
  };
}

/** Lasts long enough that some are always under way. */
function createArrival(random: Random, at: number, projectId: string): SimulatedSecretTask {
  const task = createTask(random, 0, at, projectId);
  return { ...task, createdAt: at, endsAt: at + random.int(3 * MINUTE_MS, 25 * MINUTE_MS) };
}

function timesOf(random: Random, index: number, now: number): readonly [createdAt: number, lastsMs: number] {
  const kind = index % 20;
  if (kind < 3) return [now - random.int(0, 90 * SECOND_MS), random.int(2 * MINUTE_MS, 6 * MINUTE_MS)];
  const lastsMs = random.int(20 * SECOND_MS, 4 * MINUTE_MS);
  if (kind < 7) return [now + random.int(30 * SECOND_MS, 3 * HOUR_MS), lastsMs];
  return [now - random.int(5 * MINUTE_MS, 72 * HOUR_MS), lastsMs];
}

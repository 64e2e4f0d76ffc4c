import { createArrivals } from '../../simulation/arrivals.ts';
import { createRandom } from '../../simulation/random.ts';
import { type SimulatedAnswer, type SimulatedRequest, startSimulatedServer } from '../../simulation/simulator.ts';
import { createGatewayCheck, gatewayError } from '../../vendors/huawei/gateway-simulator.ts';
import { type IamSimulator, startIamSimulator } from '../../vendors/huawei/iam-simulator.ts';
import type { SigningKeys } from '../../vendors/huawei/sign.ts';
import type { Simulation, SimulationOptions } from '../provider.ts';
import { readListRequest } from './simulated-request.ts';
import { createStore, type TaskStore } from './simulated-store.ts';
import { createArrival, createTimeline, type SimulatedTask, wireOf } from './simulated-task.ts';

const PROJECT_ID = '0d6a3c1fbc2e4f5d9a7b8c6d5e4f3a2b';
const KEYS: SigningKeys = { accessKey: 'HSSDEMOACCESSKEY0001', secretKey: 'hss-demo-secret-key-0000000000000000001' };

export interface HssSimulation extends Simulation, TaskStore {
  readonly iam: IamSimulator;
  /** An access key that it knows. */
  readonly keys: SigningKeys;
  readonly projectId: string;
}

/** HSS behind the API gateway, with IAM beside it: ListTasks as the vendor documents it. */
export async function simulate({ seed, tasks, keep = new Set(), now }: SimulationOptions): Promise<HssSimulation> {
  const random = createRandom(seed);
  const { select, forget, listedIds, ...store } = createStore(random, now, createTimeline(random, tasks, now()));
  const catchUp = createArrivals<SimulatedTask>({
    seed,
    size: tasks,
    turnoverMs: 4 * 3_600_000,
    now,
    held: store.tasks,
    keep,
    draw: createArrival,
    endOf: ({ endsAt }) => endsAt,
    add: store.insert,
    remove: forget,
  });

  const iam = await startIamSimulator({ seed: seed + 1, now });
  const check = createGatewayCheck({ iam, keys: [KEYS], projectId: PROJECT_ID });

  const list = (request: SimulatedRequest): SimulatedAnswer => {
    const read = readListRequest(request);
    if ('error' in read) return { status: 400, json: { error_code: read.error, error_msg: read.message } };
    const { rows, total } = select(read);
    return { status: 200, json: { total_num: total, data_list: rows.map((task) => wireOf(task, now())) } };
  };

  const server = await startSimulatedServer({
    handle(request) {
      catchUp();
      const { method, path } = request;
      if (!/^\/v5\/[^/]+\/common\/tasks\/batch-query$/.test(path) || method !== 'POST') {
        return gatewayError(404, 'APIGW.0101', 'The API does not exist or has not been published.');
      }
      return check(request) ?? list(request);
    },
  });

  return {
    ...store,
    settings: {
      provider: 'huawei-hss',
      url: server.url,
      projectId: PROJECT_ID,
      enterpriseProjectId: 'all_granted_eps',
      auth: iam.auth,
    },
    server,
    iam,
    keys: KEYS,
    projectId: PROJECT_ID,
    taskIds() {
      catchUp();
      return listedIds();
    },
    async close() {
      await Promise.all([server.close(), iam.close()]);
    },
  };
}

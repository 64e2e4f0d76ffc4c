import type { Random } from '../../simulation/random.ts';
import type { SimulatedTask } from './simulated-task.ts';

const SECOND_MS = 1000;
const MINUTE_MS = 60 * SECOND_MS;
const HOUR_MS = 60 * MINUTE_MS;

const CLUSTERS = 'com.vmware.esx.settings.clusters.software';
const INVENTORY = 'com.vmware.esx.settings.inventory';

/** The services that the simulated vCenter has tasks of. */
export const SERVICES = [CLUSTERS, INVENTORY] as const;

interface Operation {
  readonly service: string;
  readonly operation: string;
  /** `{target}` stands for the target's name. */
  readonly text: string;
  readonly targetType: 'ClusterComputeResource' | 'HostSystem';
}

const OPERATIONS: readonly [Operation, ...Operation[]] = [
  operation(CLUSTERS, 'apply$task', 'Remediate cluster {target} with its image', 'ClusterComputeResource'),
  operation(CLUSTERS, 'check$task', 'Run the remediation pre-check of cluster {target}', 'ClusterComputeResource'),
  operation(CLUSTERS, 'scan$task', 'Check the image compliance of cluster {target}', 'ClusterComputeResource'),
  operation(CLUSTERS, 'stage$task', 'Stage the image on the hosts of cluster {target}', 'ClusterComputeResource'),
  operation(INVENTORY, 'scan$task', 'Check the compliance of host {target}', 'HostSystem'),
  operation(INVENTORY, 'extract_installed_image$task', 'Extract the image of host {target}', 'HostSystem'),
  operation(INVENTORY, 'apply$task', 'Remediate host {target}', 'HostSystem'),
];

function operation(service: string, id: string, text: string, targetType: Operation['targetType']): Operation {
  return { service, operation: id, text, targetType };
}

const USERS: readonly [string, ...string[]] = [
  'VSPHERE.LOCAL\\Administrator',
  'VSPHERE.LOCAL\\svc-lifecycle',
  'EXAMPLE\\j.weber',
  'EXAMPLE\\m.okafor',
];
const SITES: readonly [string, ...string[]] = ['prod', 'edge', 'lab', 'vdi'];

/** Tasks around `startAt`: half of the last 90 minutes, the others of the last two days, some within the next four hours. */
export function createTimeline(random: Random, count: number, startAt: number): Map<string, SimulatedTask> {
  const tasks = new Map<string, SimulatedTask>();
  const latest = new Map<string, SimulatedTask>();
  for (let index = 0; index < count; index += 1) {
    const chosen = random.pick(OPERATIONS);
    const before = latest.get(chosen.service);
    const task = createTask(random, chosen, startAt, before && random.chance(5) ? before : null);
    tasks.set(task.id, task);
    latest.set(chosen.service, task);
  }
  return tasks;
}

/** A task that is created at that instant, now and then by one of those that run; waits long enough that there are always some that do. */
export function createArrival(random: Random, at: number, others: Iterable<SimulatedTask>): SimulatedTask {
  const chosen = random.pick(OPERATIONS);
  const isRunning = ({ service, startedAt, endedAt }: SimulatedTask): boolean =>
    service === chosen.service && startedAt < at && at < endedAt;
  const parent = random.chance(5) ? [...others].findLast(isRunning) : undefined;
  const task = createTask(random, chosen, at, parent ?? null);
  const startedAt = at + random.int(200, 900) * SECOND_MS + random.int(0, 999);
  const laterMs = startedAt - task.startedAt;
  const blocked = task.blocked && { from: task.blocked.from + laterMs, until: task.blocked.until + laterMs };
  return { ...task, createdAt: at, startedAt, blocked, endedAt: task.endedAt + laterMs };
}

/** A task that has a parent is started by it. */
function createTask(random: Random, chosen: Operation, startAt: number, parent: SimulatedTask | null): SimulatedTask {
  const createdAt = parent ? parent.startedAt + random.int(1, 20) * SECOND_MS : startAt + offsetMs(random);
  const queuedMs = (random.chance(3) ? random.int(60, 1200) : random.int(2, 60)) * SECOND_MS + random.int(0, 999);
  const startedAt = createdAt + queuedMs;
  const durationMs = random.int(1, 25) * MINUTE_MS + random.int(0, MINUTE_MS);
  const isHost = chosen.targetType === 'HostSystem';
  const number = random.int(1, 40);
  const name = `${random.pick(SITES)}-${isHost ? 'esx' : 'cluster'}-${String(number).padStart(2, '0')}`;
  const text = chosen.text.replace('{target}', name);
  return {
    id: `${random.uuid()}:${chosen.service}`,
    service: chosen.service,
    operation: chosen.operation,
    description: {
      id: `com.vmware.vcIntegrity.lifecycle.Task.${chosen.operation}`,
      default_message: text,
      args: [name],
      ...(random.chance(2) ? { localized: text } : {}),
    },
    createdAt,
    startedAt,
    blocked: random.chance(5)
      ? { from: startedAt + Math.floor(durationMs / 4), until: startedAt + Math.floor(durationMs / 2) }
      : null,
    endedAt: startedAt + durationMs,
    end: random.chance(8) ? 'FAILED' : random.chance(15) ? 'CANCELED' : 'SUCCEEDED',
    tellsError: !random.chance(4),
    total: random.chance(12) ? 0 : random.int(2, 20) * 5,
    user: random.chance(4) ? null : random.pick(USERS),
    target: random.chance(10) ? null : { type: chosen.targetType, id: `${isHost ? 'host' : 'domain-c'}${number}` },
    parent: parent?.id ?? null,
    sendsNulls: random.chance(2),
  };
}

function offsetMs(random: Random): number {
  if (random.chance(6)) return random.int(0, 4 * HOUR_MS);
  return -random.int(0, random.chance(2) ? 90 * MINUTE_MS : 48 * HOUR_MS);
}

import type { Random } from '../../simulation/random.ts';

const SECOND_MS = 1000;
const HOUR_MS = 3_600_000;

/** One task's life; what is served of it follows from the clock. Instants are epoch milliseconds. */
export interface SimulatedTask {
  readonly id: string;
  readonly type: string;
  readonly uniqueName: string;
  readonly description: string;
  readonly launcher: string;
  readonly target: { readonly id: string; readonly type: string; readonly name: string } | null;
  /** Not there before. */
  readonly createdAt: number;
  readonly launchedAt: number;
  /** Pending before. */
  readonly completedAt: number;
  /** The completionStatus that it ends with. */
  readonly outcome: string;
  /** What it counts, in all. */
  readonly items: number;
  readonly definition: TaskDefinition;
}

interface TaskDefinition {
  readonly id: string;
  readonly name: string;
  readonly description: string;
  /** The word that the `type` filter takes for it, which is none of a record's `type`. */
  readonly kind: string;
  readonly type: string;
  readonly of: 'APPLICATION' | 'IDENTITY' | null;
  /** The attribute that it counts in. */
  readonly counts: string;
}

/** Values that the `type` filter knows. */
export const FILTER_KINDS: ReadonlySet<string> = new Set([
  'CLOUD_ACCOUNT_AGGREGATION',
  'CLOUD_GROUP_AGGREGATION',
  'CLOUD_PROCESS_UNCORRELATED_ACCOUNTS',
  'CLOUD_REFRESH_ROLE',
  'SOURCE_APPLICATION_DISCOVERY',
  'AI_AGENT_AGGREGATION',
  'APPLICATION_DISCOVERY',
  'MACHINE_IDENTITY_AGGREGATION',
  'MACHINE_IDENTITY_DELETION',
  'ACCOUNT_DELETION',
]);

const DEFINITIONS: readonly [TaskDefinition, ...TaskDefinition[]] = [
  {
    id: '2c91808475b4334b0175e1dff64b63c5',
    name: 'Cloud Account Aggregation',
    description: 'Aggregates accounts from the specified application.',
    kind: 'CLOUD_ACCOUNT_AGGREGATION',
    type: 'QUARTZ',
    of: 'APPLICATION',
    counts: 'accountCount',
  },
  {
    id: '2c91808475b4334b0175e1dff64b63c6',
    name: 'Cloud Group Aggregation',
    description: 'Aggregates entitlements from the specified application.',
    kind: 'CLOUD_GROUP_AGGREGATION',
    type: 'QUARTZ',
    of: 'APPLICATION',
    counts: 'entitlementCount',
  },
  {
    id: '2c91808475b4334b0175e1dff64b63c7',
    name: 'Cloud Refresh Role',
    description: 'Evaluates role membership for all identities.',
    kind: 'CLOUD_REFRESH_ROLE',
    type: 'QPOC',
    of: null,
    counts: 'identityCount',
  },
  {
    id: '2c91808475b4334b0175e1dff64b63c8',
    name: 'Cloud Process Uncorrelated Accounts',
    description: 'Correlates accounts that no identity owns.',
    kind: 'CLOUD_PROCESS_UNCORRELATED_ACCOUNTS',
    type: 'QUARTZ',
    of: 'APPLICATION',
    counts: 'accountCount',
  },
  {
    id: '2c91808475b4334b0175e1dff64b63c9',
    name: 'Account Deletion',
    description: 'Deletes an account after its identity has left.',
    kind: 'ACCOUNT_DELETION',
    type: 'QUEUED_TASK',
    of: 'IDENTITY',
    counts: 'accountCount',
  },
];

const APPLICATIONS = [
  'Active Directory',
  'Workday',
  'ServiceNow',
  'Salesforce',
  'Okta',
  'AWS IAM',
  'SAP S/4HANA',
] as const;
const PEOPLE = ['amara.okafor', 'ben.schulz', 'chiara.romano', 'dev.patel', 'erin.walsh'] as const;
const OUTCOMES = ['SUCCESS', 'SUCCESS', 'SUCCESS', 'SUCCESS', 'WARNING', 'ERROR', 'TEMPERROR', 'TERMINATED'] as const;

/** Where a task of the timeline stands at its start: of ten, one waits, five run, two have ended, two are to come. */
const STAGES = [
  'queued',
  'running',
  'running',
  'running',
  'running',
  'running',
  'ended',
  'ended',
  'to come',
  'to come',
] as const;

/** The instants of a task's life, drawn around now. */
function drawLife(
  random: Random,
  now: number,
  previous: SimulatedTask | null,
): Pick<SimulatedTask, 'createdAt' | 'launchedAt' | 'completedAt'> {
  const seconds = (min: number, max: number): number => random.int(min * SECOND_MS, max * SECOND_MS);
  const durationMs = seconds(30, random.chance(2) ? 20 * 60 : 4 * 3600);
  const stage = random.pick(STAGES);
  switch (stage) {
    case 'queued': {
      const launchedAt = now + seconds(20, 30 * 60);
      return { createdAt: now - seconds(1, 20 * 60), launchedAt, completedAt: launchedAt + durationMs };
    }
    case 'running': {
      // Schedules create several tasks in the same millisecond.
      const isTie = previous !== null && previous.createdAt < now && random.chance(8);
      const createdAt = isTie ? previous.createdAt : now - seconds(2 * 60, 24 * 3600);
      return { createdAt, launchedAt: createdAt + seconds(1, 90), completedAt: now + durationMs };
    }
    case 'ended': {
      const createdAt = now - seconds(6 * 3600, 72 * 3600);
      const launchedAt = createdAt + seconds(1, 90);
      return { createdAt, launchedAt, completedAt: launchedAt + durationMs };
    }
    case 'to come': {
      const createdAt = now + seconds(1, random.chance(2) ? 30 * 60 : 4 * 3600);
      const launchedAt = createdAt + seconds(1, 90);
      return { createdAt, launchedAt, completedAt: launchedAt + durationMs };
    }
    default:
      return stage satisfies never;
  }
}

/** A task of the timeline; now and then created together with the one before it. */
export function createTask(random: Random, now: number, previous: SimulatedTask | null): SimulatedTask {
  const definition = random.pick(DEFINITIONS);
  const application = random.pick(APPLICATIONS);
  const person = random.pick(PEOPLE);
  const subject = definition.of === 'APPLICATION' ? application : definition.of === 'IDENTITY' ? person : null;
  return {
    id: random.hex(32),
    type: definition.type,
    uniqueName: subject === null ? definition.name : `${definition.name}: ${subject}`,
    description: definition.description,
    launcher: random.chance(3) ? person : 'sweep',
    target:
      definition.of === null || subject === null
        ? null
        : {
            id: random.hex(32),
            type: definition.of,
            name: definition.of === 'APPLICATION' ? `${subject} [source]` : subject,
          },
    ...drawLife(random, now, previous),
    outcome: random.pick(OUTCOMES),
    items: random.int(10, 50_000),
    definition,
  };
}

/** A task that is created at that instant; waits and runs long enough that there are always some that do. */
export function createArrival(random: Random, at: number): SimulatedTask {
  const task = createTask(random, at, null);
  const launchedAt = at + random.int(2 * 60, 20 * 60) * SECOND_MS;
  const durationMs = random.int(30, random.chance(2) ? 20 * 60 : 4 * 3600) * SECOND_MS;
  return { ...task, createdAt: at, launchedAt, completedAt: launchedAt + durationMs };
}

/** How long the API looks back. */
const KEPT_MS = 90 * 24 * HOUR_MS;

/** Whether it was created by now, and not longer ago than the API looks back. */
export function isHeld({ createdAt }: SimulatedTask, now: number): boolean {
  return createdAt <= now && now < createdAt + KEPT_MS;
}

export function isPending({ completedAt }: SimulatedTask, now: number): boolean {
  return now < completedAt;
}

/** The first instant after now at which one of the tasks appears, ends or is forgotten; Infinity for none. */
export function nextChange(tasks: Iterable<SimulatedTask>, now: number): number {
  let next = Number.POSITIVE_INFINITY;
  for (const { createdAt, completedAt } of tasks) {
    if (createdAt > now && createdAt < next) next = createdAt;
    if (completedAt > now && completedAt < next) next = completedAt;
    if (createdAt + KEPT_MS > now && createdAt + KEPT_MS < next) next = createdAt + KEPT_MS;
  }
  return next;
}

/** The record as served now: TaskStatus, all of its required members present. */
export function wireOf(task: SimulatedTask, now: number): Record<string, unknown> {
  const { createdAt, launchedAt, completedAt, definition } = task;
  const isLaunched = now >= launchedAt;
  const pending = isPending(task, now);
  const share = pending ? Math.max(0, (now - launchedAt) / Math.max(1, completedAt - launchedAt)) : 1;
  const percent = isLaunched || !pending ? Math.floor(share * 100) : 0;
  const done = Math.floor((task.items * percent) / 100);
  return {
    id: task.id,
    type: task.type,
    uniqueName: task.uniqueName,
    description: task.description,
    parentName: definition.name,
    launcher: task.launcher,
    ...(task.target ? { target: task.target } : {}),
    created: isoInstant(createdAt),
    modified: isLaunched ? isoInstant(Math.min(now, completedAt)) : null,
    launched: isLaunched ? isoInstant(launchedAt) : null,
    completed: pending ? null : isoInstant(completedAt),
    completionStatus: pending ? null : task.outcome,
    messages: pending ? [] : messagesOf(task),
    returns: [{ name: 'Processed', attributeName: definition.counts }],
    attributes: { [definition.counts]: done },
    progress: isLaunched ? (pending ? `Processed ${done} of ${task.items}` : 'Completed') : null,
    percentComplete: percent,
    taskDefinitionSummary: {
      id: definition.id,
      uniqueName: definition.name,
      description: definition.description,
      parentName: definition.name,
      executor: 'sailpoint.task.ServiceTaskExecutor',
      arguments: { serviceMethod: definition.kind },
    },
  };
}

function messagesOf({ outcome, uniqueName }: SimulatedTask): readonly Record<string, unknown>[] {
  const [type, text] =
    outcome === 'ERROR' || outcome === 'TEMPERROR'
      ? [
          'ERROR',
          `${uniqueName} could not reach its source.\n\tat sailpoint.connector.Aggregator.run(Aggregator.java:118)`,
        ]
      : outcome === 'WARNING'
        ? ['WARN', 'Some records were passed over.']
        : [];
  if (type === undefined) return [];
  return [
    {
      type,
      key: type === 'ERROR' ? 'err_connector_unreachable' : 'warn_records_skipped',
      localizedText: { locale: 'en-US', message: text },
      parameters: [uniqueName],
    },
  ];
}

function isoInstant(instant: number): string {
  return new Date(instant).toISOString();
}

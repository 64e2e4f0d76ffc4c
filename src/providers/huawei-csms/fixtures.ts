import type { CsmsSimulation, SimulatedSecretTask } from './simulator.ts';

/** A task that ended well, with what a test cares about in place of the rest. */
export function secretTaskFixture(
  task: Partial<SimulatedSecretTask> & Pick<SimulatedSecretTask, 'id'>,
): SimulatedSecretTask {
  return {
    secretName: 'prod-orders-mysql',
    createdAt: 0,
    endsAt: 1000,
    failure: null,
    attempts: 1,
    operateType: 'MULTI_USER',
    functionUrn: 'urn:fss:eu-west-101:project:function:default:rotate-mysql:latest',
    ...task,
  };
}

/** The simulation holds these many tasks and no others: `task-1`, `task-2` and so on, in this order. */
export function fill({ tasks }: CsmsSimulation, count: number): readonly string[] {
  tasks.clear();
  const ids = Array.from({ length: count }, (_, index) => `task-${index + 1}`);
  for (const id of ids) tasks.set(id, secretTaskFixture({ id }));
  return ids;
}

import type { Builder } from '../../graphql/builder.ts';

const STATES = {
  PENDING: { description: '`PENDING`: accepted, not started.' },
  RUNNING: { description: '`RUNNING`: at work.' },
  BLOCKED: { description: '`BLOCKED`: started, waiting on something outside the task.' },
  SUCCEEDED: { description: '`SUCCEEDED`: ended well.' },
  FAILED: { description: '`FAILED`: ended in failure, cancelled ones among them.' },
};

/** Adds VsphereCisTaskFilter: FilterSpec, member for member. */
export function addFilterInput(builder: Builder) {
  const state = builder.enumType('VsphereCisTaskState', {
    description: 'Cis Task `Status`: the words that can be filtered by.',
    values: STATES,
  });
  const target = builder.inputType('VsphereTargetInput', {
    description: '`DynamicID`: something that tasks work on.',
    fields: (t) => ({
      type: t.string({ required: true, description: '`type`: its resource type, such as ClusterComputeResource.' }),
      id: t.string({ required: true, description: '`id`: its id, unique within the type.' }),
    }),
  });
  return builder.inputType('VsphereCisTaskFilter', {
    description:
      "Cis Tasks FilterSpec, member for member; the source's configured services stand in where neither tasks nor services is given. An empty list does not filter.",
    fields: (t) => ({
      tasks: t.stringList({ description: '`tasks`: ids of tasks, all of one provider of tasks.' }),
      services: t.stringList({ description: '`services`: ids of services, all of one provider of tasks.' }),
      operations: t.stringList({
        description: '`operations`: ids of operations; unique within a service alone, so give `services` too.',
      }),
      status: t.field({ type: [state], description: '`status`: where a task stands.' }),
      targets: t.field({ type: [target], description: '`targets`: what a task works on.' }),
      users: t.stringList({ description: '`users`: who started a task.' }),
    }),
  });
}

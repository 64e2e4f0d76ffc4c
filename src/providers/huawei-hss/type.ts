import type { Builder } from '../../graphql/builder.ts';
import { badUserInput } from '../../graphql/errors.ts';
import { offsetListConnection } from '../../graphql/offset-list-connection.ts';
import { addProviderConnection, givenMembers, sourceToList } from '../../graphql/provider-connection.ts';
import type { SharedTypes } from '../../graphql/shared-types.ts';
import { windowArguments } from '../../graphql/window.ts';
import type { HssQuery } from './client.ts';
import { addFilter, type HssFilterInput } from './filter-type.ts';
import type { HssSource } from './source.ts';
import { TYPENAME } from './task.ts';
import { addTask } from './task-type.ts';
import type { TaskTypeWord } from './wire.ts';

/** Adds HuaweiHssTask and `Query.huaweiHssTasks`. */
export function addTypes(builder: Builder, { orderDirection }: SharedTypes): void {
  const taskType = builder.enumType('HuaweiHssTaskType', {
    description: '`task_type`: what a job scans. May grow.',
    values: {
      CLUSTER_SCAN: { value: 'cluster_scan', description: '`cluster_scan`: container clusters.' },
      IAC_SCAN: { value: 'iac_scan', description: '`iac_scan`: infrastructure-as-code files.' },
    } as const,
  });
  const task = addTask(builder, taskType);
  const filter = addFilter(builder);
  const order = builder.inputType('HuaweiHssTaskOrder', {
    description: "By start time, the upstream's only sort key.",
    fields: (t) => ({
      direction: t.field({
        type: orderDirection,
        defaultValue: 'DESC',
        description: '`sort_dir`. The place of waiting jobs without a start time is not documented.',
      }),
    }),
  });
  const connection = addProviderConnection(builder, TYPENAME, task);

  builder.queryField('huaweiHssTasks', (t) =>
    t.field({
      type: connection,
      nullable: true,
      description: 'ListTasks, POST /v5/{project_id}/common/tasks/batch-query: jobs of one type, paged by offset.',
      args: {
        source: t.arg.string({
          description: 'Name of the source; may be left out while exactly one HUAWEI_HSS is configured.',
        }),
        taskType: t.arg({ type: taskType, required: true, description: '`task_type`: the API lists one at a time.' }),
        filter: t.arg({ type: filter, description: 'Sent upstream as it is.' }),
        orderBy: t.arg({ type: order, defaultValue: { direction: 'DESC' }, description: '`sort_key` and `sort_dir`.' }),
        ...windowArguments(t.arg),
      },
      resolve: (_root, args, context, info) => {
        const source = sourceToList<HssSource>(context, 'HUAWEI_HSS', args.source);
        const query = queryOf(args.taskType, args.filter, args.orderBy?.direction ?? 'DESC');
        return offsetListConnection({
          source,
          args,
          info,
          query,
          nativeFilters: givenMembers(args.filter),
          totalIsFree: true,
          read: (window, onRequest) => source.pages.load(query, window, onRequest),
        });
      },
    }),
  );
}

/** BAD_USER_INPUT for what the upstream does not take. */
function queryOf(
  taskType: TaskTypeWord,
  filter: HssFilterInput | null | undefined,
  direction: 'ASC' | 'DESC',
): HssQuery {
  const { scanTypes, fileType, enterpriseProjectId } = filter ?? {};
  if (scanTypes && taskType !== 'cluster_scan') {
    throw badUserInput('`filter.scanTypes` goes with `taskType: CLUSTER_SCAN` alone.');
  }
  if (fileType && taskType !== 'iac_scan') {
    throw badUserInput('`filter.fileType` goes with `taskType: IAC_SCAN` alone.');
  }
  if (typeof enterpriseProjectId === 'string' && (enterpriseProjectId === '' || enterpriseProjectId.length > 256)) {
    throw badUserInput('`filter.enterpriseProjectId` has 1 to 256 characters.');
  }
  return {
    taskType,
    enterpriseProjectId: enterpriseProjectId ?? undefined,
    taskId: filter?.taskId ?? undefined,
    taskName: filter?.taskName ?? undefined,
    startCreateTime: filter?.startCreateTime ?? undefined,
    endCreateTime: filter?.endCreateTime ?? undefined,
    triggerType: filter?.triggerType ?? undefined,
    taskStatus: filter?.taskStatus ?? undefined,
    scanTypes: scanTypes ?? undefined,
    fileType: fileType ?? undefined,
    direction,
  };
}

import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createGatewayRuntime } from '@graphql-hive/gateway-runtime';
import { getComposedSchemaFromConfig } from '@graphql-mesh/compose-cli';
import { DefaultLogger } from '@graphql-mesh/utils';
import { loadJSONSchemaSubgraph } from '@omnigraph/json-schema';
import {
  byCreation,
  byStart,
  type CisInfo,
  type CsmsTask,
  type HssJob,
  offsetBehind,
  type Runspace,
  type SailPointTask,
} from '../servers/mapping.ts';
import { serve } from '../servers/serve.ts';
import type { UpstreamUrls } from '../upstreams.ts';
import { HEADERS, hssBody, SRS_PATH, VSPHERE_PATH, vsphereBody } from './requests.ts';
import { FIELD_RESOLVERS } from './resolvers.ts';
import {
  type CsmsArguments,
  type HssArguments,
  type SailPointArguments,
  type SrsArguments,
  TYPE_DEFINITIONS,
  type VsphereArguments,
} from './schema.ts';

const text = { type: 'string' } as const;
const whole = { type: 'integer' } as const;
const real = { type: 'number' } as const;
const yesOrNo = { type: 'boolean' } as const;
const list = (items: object) => ({ type: 'array', items }) as const;
const object = (title: string, properties: Readonly<Record<string, object>>) =>
  ({ type: 'object', title, properties }) as const;

/** The records as their upstreams describe them, as far as the questions need them. */
const JOB = object('WireJob', {
  task_id: text,
  task_name: text,
  task_status: text,
  trigger_type: text,
  start_time: real,
  end_time: real,
  estimated_time: whole,
  cluster_scan_info: object('WireClusterScan', { success_cluster_num: whole, failed_cluster_num: whole }),
});
const SECRET_TASK = object('WireSecretTask', {
  task_id: text,
  secret_name: text,
  task_status: text,
  task_time: real,
  operate_type: text,
  attempt_nums: whole,
});
const PENDING_TASK = object('WirePendingTask', {
  id: text,
  type: text,
  uniqueName: text,
  description: text,
  launcher: text,
  created: text,
  launched: text,
  completed: text,
  completionStatus: text,
});
const RUNSPACE = object('WireRunspace', {
  id: text,
  name: text,
  state: text,
  run_vc_connection_script: yesOrNo,
  vc_connection_script_id: text,
  creation_time: text,
});
const HSS_BODY = object('WireJobQuery', { task_type: text, task_name: text, sort_key: text, sort_dir: text });
const VSPHERE_BODY = object('WireTaskQuery', {
  filter_spec: object('WireFilterSpec', { services: list(text), users: list(text) }),
  result_spec: object('WireResultSpec', { return_all: yesOrNo, exclude_result: yesOrNo }),
});

/** What is selected of each list: all that its fields may be made of. */
const JOB_SELECTION = `{ data_list {
  task_id task_name task_status trigger_type start_time end_time estimated_time
  cluster_scan_info { success_cluster_num failed_cluster_num }
} }`;
const SECRET_TASK_SELECTION = '{ tasks { task_id secret_name task_status task_time operate_type attempt_nums } }';
const PENDING_TASK_SELECTION =
  '{ id type uniqueName description launcher created launched completed completionStatus }';
const RUNSPACE_SELECTION = '{ id name state run_vc_connection_script vc_connection_script_id creation_time }';

function subgraphsOf(urls: UpstreamUrls) {
  const get = { type: 'Query', method: 'GET' } as const;
  const post = { type: 'Query', method: 'POST' } as const;
  return [
    loadJSONSchemaSubgraph('vsphere', {
      endpoint: urls.vsphere,
      operationHeaders: HEADERS.vsphere,
      operations: [
        // A map of tasks has no type of its own.
        {
          ...post,
          field: 'wireTasks',
          path: VSPHERE_PATH,
          requestSchema: VSPHERE_BODY,
          responseSchema: { type: 'object' },
        },
      ],
    }),
    loadJSONSchemaSubgraph('hss', {
      endpoint: urls.hss,
      operationHeaders: HEADERS.huawei,
      operations: [
        {
          ...post,
          field: 'wireJobs',
          path: '/v5/bench/common/tasks/batch-query?enterprise_project_id=0&offset=0&limit={args.limit}',
          argTypeMap: { limit: whole },
          requestSchema: HSS_BODY,
          responseSchema: object('WireJobPage', { data_list: list(JOB) }),
        },
      ],
    }),
    loadJSONSchemaSubgraph('csms', {
      endpoint: urls.csms,
      operationHeaders: HEADERS.huawei,
      operations: [
        {
          ...get,
          field: 'wireSecretTasks',
          path: '/v1/bench/csms/tasks?secret_name={args.secretName}&limit={args.limit}',
          argTypeMap: { limit: whole, secretName: text },
          responseSchema: object('WireSecretTaskPage', { tasks: list(SECRET_TASK) }),
        },
      ],
    }),
    loadJSONSchemaSubgraph('sailpoint', {
      endpoint: urls.sailpoint,
      operationHeaders: HEADERS.sailpoint,
      operations: [
        {
          ...get,
          field: 'wirePendingTasks',
          path: '/v2025/task-status/pending-tasks?limit={args.limit}&offset={args.offset}',
          argTypeMap: { limit: whole, offset: whole },
          responseSchema: list(PENDING_TASK),
        },
      ],
    }),
    loadJSONSchemaSubgraph('srs', {
      endpoint: urls.srs,
      operationHeaders: HEADERS.srs,
      operations: [{ ...get, field: 'wireRunspaces', path: SRS_PATH, responseSchema: list(RUNSPACE) }],
    }),
  ];
}

interface Delegation {
  readonly root: unknown;
  readonly args: object;
  readonly context: Context;
  readonly info: unknown;
  readonly selectionSet?: string;
}

type Field<T> = (delegation: Delegation) => Promise<T>;

/** The gateway puts the subgraphs' fields into the context. */
interface Context {
  readonly vsphere: { readonly Query: { readonly wireTasks: Field<Record<string, CisInfo>> } };
  readonly hss: { readonly Query: { readonly wireJobs: Field<{ data_list: HssJob[] }> } };
  readonly csms: { readonly Query: { readonly wireSecretTasks: Field<{ tasks: CsmsTask[] }> } };
  readonly sailpoint: { readonly Query: { readonly wirePendingTasks: Field<SailPointTask[]> } };
  readonly srs: { readonly Query: { readonly wireRunspaces: Field<Runspace[]> } };
}

const QUERY = {
  async vsphereCisTasks(root: unknown, asked: VsphereArguments, context: Context, info: unknown) {
    const args = { input: vsphereBody(asked) };
    const tasks = await context.vsphere.Query.wireTasks({ root, args, context, info });
    return { nodes: byStart(Object.entries(tasks)).slice(0, asked.first) };
  },
  async huaweiHssTasks(root: unknown, asked: HssArguments, context: Context, info: unknown) {
    const args = { limit: asked.first, input: hssBody(asked) };
    const page = await context.hss.Query.wireJobs({ root, args, context, info, selectionSet: JOB_SELECTION });
    return { nodes: page.data_list };
  },
  async huaweiCsmsTasks(root: unknown, { first, filter }: CsmsArguments, context: Context, info: unknown) {
    const args = { limit: first, secretName: filter.secretName };
    const selectionSet = SECRET_TASK_SELECTION;
    const page = await context.csms.Query.wireSecretTasks({ root, args, context, info, selectionSet });
    return { nodes: page.tasks };
  },
  async sailPointPendingTasks(root: unknown, { first, after }: SailPointArguments, context: Context, info: unknown) {
    const args = { limit: first, offset: offsetBehind(after) };
    const selectionSet = PENDING_TASK_SELECTION;
    return { nodes: await context.sailpoint.Query.wirePendingTasks({ root, args, context, info, selectionSet }) };
  },
  async vmwareSrsRunspaces(root: unknown, { first }: SrsArguments, context: Context, info: unknown) {
    const selectionSet = RUNSPACE_SELECTION;
    const runspaces = await context.srs.Query.wireRunspaces({ root, args: {}, context, info, selectionSet });
    return { nodes: byCreation(runspaces).slice(0, first) };
  },
};

/** Hive Gateway over a supergraph that Mesh makes of the upstreams' JSON schemas, with the graph's own types and fields added. */
serve(async ({ upstreams }) => {
  const supergraph = await getComposedSchemaFromConfig(
    { subgraphs: subgraphsOf(upstreams).map((sourceHandler) => ({ sourceHandler })) },
    new DefaultLogger(),
  );
  const gateway = createGatewayRuntime({
    supergraph,
    logging: 'error',
    // Given to the composition, the interface would lose its fields there.
    additionalTypeDefs: TYPE_DEFINITIONS.replace('type Query', 'extend type Query'),
    additionalResolvers: [{ ...FIELD_RESOLVERS, Query: QUERY }] as never,
  });
  const server = createServer(gateway);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/graphql`;
});

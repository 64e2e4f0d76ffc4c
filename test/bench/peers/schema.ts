const TASK_FIELDS = `
  id: ID!
  provider: TaskProvider!
  nativeId: String!
  name: String
  title: String!
  description: String
  status: TaskStatus!
  nativeStatus: String
  createdAt: DateTime
  startedAt: DateTime
  endedAt: DateTime
  initiator: String
`;

const OWN_FIELDS = {
  VsphereCisTask: 'operation: String!',
  HuaweiHssTask: 'triggerType: String estimatedMinutes: Int',
  HuaweiCsmsTask: 'secretName: String operateType: String attempts: Int',
  SailPointTask: 'launcher: String type: String!',
  VmwareSrsRunspace: 'runVcConnectionScript: Boolean vcConnectionScriptId: String',
};

/** As much of the graph as the peers are asked for. */
export const TYPE_DEFINITIONS = `
  scalar DateTime
  enum TaskProvider { HUAWEI_CSMS HUAWEI_HSS SAILPOINT VMWARE_SRS VSPHERE_CIS }
  enum TaskStatus { QUEUED RUNNING BLOCKED READY SUCCEEDED WARNING FAILED CANCELLED UNKNOWN }
  enum HuaweiHssTaskType { CLUSTER_SCAN IAC_SCAN }
  interface Task {${TASK_FIELDS}}
  ${Object.entries(OWN_FIELDS)
    .map(
      ([type, fields]) =>
        `type ${type} implements Task {${TASK_FIELDS}${fields}} type ${type}Connection { nodes: [${type}!]! }`,
    )
    .join('\n')}
  input VsphereCisTaskFilter { users: [String!] }
  input HuaweiHssTaskFilter { taskName: String }
  input HuaweiCsmsTaskFilter { secretName: String }
  type Query {
    vsphereCisTasks(first: Int!, filter: VsphereCisTaskFilter!): VsphereCisTaskConnection
    huaweiHssTasks(taskType: HuaweiHssTaskType!, first: Int!, filter: HuaweiHssTaskFilter!): HuaweiHssTaskConnection
    huaweiCsmsTasks(first: Int!, filter: HuaweiCsmsTaskFilter!): HuaweiCsmsTaskConnection
    sailPointPendingTasks(first: Int!, after: String!): SailPointTaskConnection
    vmwareSrsRunspaces(first: Int!): VmwareSrsRunspaceConnection
  }
`;

/** The arguments of the lists. */
export interface VsphereArguments {
  readonly first: number;
  readonly filter: { readonly users?: readonly string[] | null };
}
export interface HssArguments {
  readonly first: number;
  readonly filter: { readonly taskName?: string | null };
}
export interface CsmsArguments {
  readonly first: number;
  readonly filter: { readonly secretName?: string | null };
}
export interface SailPointArguments {
  readonly first: number;
  readonly after: string;
}
export interface SrsArguments {
  readonly first: number;
}

/** Internal type. DO NOT USE DIRECTLY. */
type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] };
/** Internal type. DO NOT USE DIRECTLY. */
export type Incremental<T> = T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never };
import type { TypedDocumentNode as DocumentNode } from '@graphql-typed-document-node/core';
/** Members narrow together, values within a list widen. Null and absent do not filter; an empty list matches nothing. */
export type TaskFilter = {
  /** Tasks with `endedAt` at or after this instant; those with none are left out. */
  readonly endedSince?: string | null | undefined;
  /** Tasks with `endedAt` before this instant; those with none are left out. */
  readonly endedUntil?: string | null | undefined;
  /** Who or what asked for them, exactly. */
  readonly initiators?: ReadonlyArray<string> | null | undefined;
  /** `since` as seconds before now. */
  readonly maxAgeSeconds?: number | null | undefined;
  /** Kinds of upstreams. */
  readonly providers?: ReadonlyArray<TaskProvider> | null | undefined;
  /** Part of the title, case ignored. */
  readonly search?: string | null | undefined;
  /** Tasks with `orderedAt` at or after this instant, and those with none. */
  readonly since?: string | null | undefined;
  /** Names of sources. */
  readonly sources?: ReadonlyArray<string> | null | undefined;
  /** Where tasks stand. */
  readonly statuses?: ReadonlyArray<TaskStatus> | null | undefined;
  /** Native ids of what they work on. */
  readonly targetIds?: ReadonlyArray<string> | null | undefined;
  /** Tasks with `orderedAt` before this instant; those with none are left out. */
  readonly until?: string | null | undefined;
};

/** What to do with the answer where a source fails. */
export type TaskPartialResults =
  /** A source that fails is named in `outcomes`, and the others' tasks are served. */
  | 'ALLOW'
  /** A source that fails, in part or in whole, fails the field: PARTIAL_RESULTS. */
  | 'REJECT';

/** May grow: treat a value that you do not know as one more provider. */
export type TaskProvider =
  /** Huawei Cloud CSMS (DEW) secret tasks: `ListSecretTask`. */
  | 'HUAWEI_CSMS'
  /** Huawei Cloud HSS jobs: `ListTasks`. */
  | 'HUAWEI_HSS'
  /** SailPoint Identity Security Cloud pending tasks: `task-status`. */
  | 'SAILPOINT'
  /** VMware Script Runtime Service runspaces: `List Runspaces`. */
  | 'VMWARE_SRS'
  /** vSphere Automation API tasks: `Cis Tasks list`. */
  | 'VSPHERE_CIS';

/** How an upstream fares. */
export type TaskSourceHealthState =
  /** Some of its recent requests failed. */
  | 'DEGRADED'
  /** Its circuit is open: requests fail at once until a probe succeeds. */
  | 'DOWN'
  /** Nothing was asked of it yet. */
  | 'UNKNOWN'
  /** Its last request was answered. */
  | 'UP';

/** How an upstream parts its list. */
export type TaskSourcePagination =
  /** Pages by the record that the last one ended with. */
  | 'MARKER'
  /** Pages by the number of records to pass over. */
  | 'OFFSET'
  /** The whole list in one answer. */
  | 'WHOLE';

/** How much of a source is in an answer. */
export type TaskSourceState =
  /** Everything that the answer needed from it is in. */
  | 'COMPLETE'
  /** Nothing of it is in; `problem` says why. */
  | 'FAILED'
  /** Part of it could not be read; `problem` says which and why. */
  | 'PARTIAL';

/** May grow: treat a value that you do not know as UNKNOWN. */
export type TaskStatus =
  /** Started, waiting on something outside the task. */
  | 'BLOCKED'
  /** Ended by request. */
  | 'CANCELLED'
  /** Ended in failure. */
  | 'FAILED'
  /** Accepted, not started. */
  | 'QUEUED'
  /** Up and idle, waiting for work (a runspace). */
  | 'READY'
  /** At work. */
  | 'RUNNING'
  /** Ended well. */
  | 'SUCCEEDED'
  /** The upstream's word has no mapping; `nativeStatus` holds it. */
  | 'UNKNOWN'
  /** Ended, with part of the work failed or warned about. */
  | 'WARNING';

/** Ways in which an upstream fails. */
export type UpstreamErrorCode =
  /** The credentials do not suffice. */
  | 'FORBIDDEN'
  /** The upstream refused a parameter. */
  | 'INVALID_ARGUMENT'
  /** The answer was not what the API documents: not JSON, cut short, wrong shape. */
  | 'INVALID_RESPONSE'
  /** The upstream knows no such thing. */
  | 'NOT_FOUND'
  /** More requests than the upstream, or the configuration, allows. */
  | 'RATE_LIMITED'
  /** No answer in time. */
  | 'TIMEOUT'
  /** More matches than the upstream will list, however the request is split, or more than the scan limit. */
  | 'TOO_MANY_RESULTS'
  /** The credentials were refused, also after a fresh sign-in. */
  | 'UNAUTHENTICATED'
  /** Unreachable, 5xx, or its circuit is open. */
  | 'UNAVAILABLE';

export type EverythingNewestFirstQueryVariables = Exact<{
  after?: string | null | undefined;
}>;


export type EverythingNewestFirstQuery = { readonly tasks: { readonly nodes: ReadonlyArray<
      | { readonly title: string, readonly status: TaskStatus, readonly orderedAt: string | null, readonly initiator: string | null, readonly id: string, readonly source: { readonly name: string } }
      | { readonly title: string, readonly status: TaskStatus, readonly orderedAt: string | null, readonly initiator: string | null, readonly id: string, readonly source: { readonly name: string } }
      | { readonly title: string, readonly status: TaskStatus, readonly orderedAt: string | null, readonly initiator: string | null, readonly id: string, readonly source: { readonly name: string } }
      | { readonly title: string, readonly status: TaskStatus, readonly orderedAt: string | null, readonly initiator: string | null, readonly id: string, readonly source: { readonly name: string } }
      | { readonly title: string, readonly status: TaskStatus, readonly orderedAt: string | null, readonly initiator: string | null, readonly id: string, readonly source: { readonly name: string } }
    >, readonly pageInfo: { readonly hasNextPage: boolean, readonly endCursor: string | null }, readonly outcomes: ReadonlyArray<{ readonly state: TaskSourceState, readonly source: { readonly name: string }, readonly problem: { readonly code: UpstreamErrorCode, readonly message: string } | null }> } | null };

export type RunningNowQueryVariables = Exact<{ [key: string]: never; }>;


export type RunningNowQuery = { readonly tasks: { readonly totalCount: number | null, readonly nodes: ReadonlyArray<
      | { readonly title: string, readonly status: TaskStatus, readonly nativeStatus: string | null, readonly startedAt: string | null, readonly progress: { readonly percent: number | null, readonly message: string | null } | null, readonly source: { readonly name: string } }
      | { readonly estimatedMinutes: number | null, readonly title: string, readonly status: TaskStatus, readonly nativeStatus: string | null, readonly startedAt: string | null, readonly progress: { readonly percent: number | null, readonly message: string | null } | null, readonly source: { readonly name: string } }
      | { readonly title: string, readonly status: TaskStatus, readonly nativeStatus: string | null, readonly startedAt: string | null, readonly progress: { readonly percent: number | null, readonly message: string | null } | null, readonly source: { readonly name: string } }
      | { readonly title: string, readonly status: TaskStatus, readonly nativeStatus: string | null, readonly startedAt: string | null, readonly progress: { readonly percent: number | null, readonly message: string | null } | null, readonly source: { readonly name: string } }
      | { readonly cancelable: boolean, readonly title: string, readonly status: TaskStatus, readonly nativeStatus: string | null, readonly startedAt: string | null, readonly progress: { readonly percent: number | null, readonly message: string | null } | null, readonly source: { readonly name: string } }
    >, readonly pageInfo: { readonly hasNextPage: boolean, readonly endCursor: string | null } } | null };

export type FailedInTheLastDayQueryVariables = Exact<{ [key: string]: never; }>;


export type FailedInTheLastDayQuery = { readonly tasks: { readonly statusCounts: ReadonlyArray<{ readonly status: TaskStatus, readonly count: number }> | null, readonly nodes: ReadonlyArray<
      | { readonly title: string, readonly status: TaskStatus, readonly orderedAt: string | null, readonly endedAt: string | null, readonly failure: { readonly code: string | null, readonly message: string | null } | null, readonly target: { readonly type: string | null, readonly name: string | null } | null, readonly source: { readonly name: string } }
      | { readonly title: string, readonly status: TaskStatus, readonly orderedAt: string | null, readonly endedAt: string | null, readonly failure: { readonly code: string | null, readonly message: string | null } | null, readonly target: { readonly type: string | null, readonly name: string | null } | null, readonly source: { readonly name: string } }
      | { readonly title: string, readonly status: TaskStatus, readonly orderedAt: string | null, readonly endedAt: string | null, readonly failure: { readonly code: string | null, readonly message: string | null } | null, readonly target: { readonly type: string | null, readonly name: string | null } | null, readonly source: { readonly name: string } }
      | { readonly title: string, readonly status: TaskStatus, readonly orderedAt: string | null, readonly endedAt: string | null, readonly failure: { readonly code: string | null, readonly message: string | null } | null, readonly target: { readonly type: string | null, readonly name: string | null } | null, readonly source: { readonly name: string } }
      | { readonly title: string, readonly status: TaskStatus, readonly orderedAt: string | null, readonly endedAt: string | null, readonly failure: { readonly code: string | null, readonly message: string | null } | null, readonly target: { readonly type: string | null, readonly name: string | null } | null, readonly source: { readonly name: string } }
    >, readonly pageInfo: { readonly hasNextPage: boolean, readonly endCursor: string | null } } | null };

export type HuaweiHssClusterScansQueryVariables = Exact<{ [key: string]: never; }>;


export type HuaweiHssClusterScansQuery = { readonly huaweiHssTasks: { readonly totalCount: number | null, readonly nodes: ReadonlyArray<{ readonly title: string, readonly status: TaskStatus, readonly startedAt: string | null, readonly endedAt: string | null, readonly clusterScan: { readonly scanTypes: ReadonlyArray<string>, readonly succeeded: number | null, readonly failed: number | null } | null }>, readonly pageInfo: { readonly hasNextPage: boolean, readonly endCursor: string | null }, readonly outcome: { readonly state: TaskSourceState, readonly requests: ReadonlyArray<{ readonly method: string, readonly path: string, readonly durationMs: number }> | null } } | null };

export type RefetchByIdQueryVariables = Exact<{ [key: string]: never; }>;


export type RefetchByIdQuery = { readonly nodes: ReadonlyArray<
    | { readonly __typename: 'HuaweiCsmsTask', readonly title: string, readonly status: TaskStatus, readonly startedAt: string | null, readonly endedAt: string | null, readonly raw: unknown, readonly id: string }
    | { readonly __typename: 'HuaweiHssTask', readonly title: string, readonly status: TaskStatus, readonly startedAt: string | null, readonly endedAt: string | null, readonly raw: unknown, readonly id: string }
    | { readonly __typename: 'SailPointTask', readonly title: string, readonly status: TaskStatus, readonly startedAt: string | null, readonly endedAt: string | null, readonly raw: unknown, readonly id: string }
    | { readonly __typename: 'TaskSource', readonly name: string, readonly url: string | null, readonly id: string, readonly health: { readonly state: TaskSourceHealthState, readonly since: string | null } }
    | { readonly __typename: 'VmwareSrsRunspace', readonly title: string, readonly status: TaskStatus, readonly startedAt: string | null, readonly endedAt: string | null, readonly raw: unknown, readonly id: string }
    | { readonly __typename: 'VsphereCisTask', readonly title: string, readonly status: TaskStatus, readonly startedAt: string | null, readonly endedAt: string | null, readonly raw: unknown, readonly id: string }
   | null> };

export type ExplainQueryVariables = Exact<{ [key: string]: never; }>;


export type ExplainQuery = { readonly tasks: { readonly nodes: ReadonlyArray<
      | { readonly title: string, readonly orderedAt: string | null }
      | { readonly title: string, readonly orderedAt: string | null }
      | { readonly title: string, readonly orderedAt: string | null }
      | { readonly title: string, readonly orderedAt: string | null }
      | { readonly title: string, readonly orderedAt: string | null }
    >, readonly outcomes: ReadonlyArray<{ readonly state: TaskSourceState, readonly scanned: number, readonly pushedFilters: ReadonlyArray<string>, readonly appliedFilters: ReadonlyArray<string>, readonly source: { readonly name: string, readonly capabilities: { readonly pagination: TaskSourcePagination, readonly maxPageSize: number | null, readonly sorts: boolean }, readonly health: { readonly state: TaskSourceHealthState } }, readonly requests: ReadonlyArray<{ readonly method: string, readonly path: string, readonly status: number | null, readonly durationMs: number, readonly attempts: number, readonly cached: boolean }> | null }> } | null };

export type TaskPageQueryVariables = Exact<{
  first?: number | null | undefined;
  after?: string | null | undefined;
  filter?: TaskFilter | null | undefined;
  partialResults?: TaskPartialResults | null | undefined;
}>;


export type TaskPageQuery = { readonly tasks: { readonly totalCount: number | null, readonly edges: ReadonlyArray<{ readonly cursor: string, readonly node:
        | { readonly __typename: 'HuaweiCsmsTask', readonly id: string, readonly nativeId: string, readonly title: string, readonly status: TaskStatus, readonly orderedAt: string | null, readonly source: { readonly name: string } }
        | { readonly __typename: 'HuaweiHssTask', readonly id: string, readonly nativeId: string, readonly title: string, readonly status: TaskStatus, readonly orderedAt: string | null, readonly source: { readonly name: string } }
        | { readonly __typename: 'SailPointTask', readonly id: string, readonly nativeId: string, readonly title: string, readonly status: TaskStatus, readonly orderedAt: string | null, readonly source: { readonly name: string } }
        | { readonly __typename: 'VmwareSrsRunspace', readonly id: string, readonly nativeId: string, readonly title: string, readonly status: TaskStatus, readonly orderedAt: string | null, readonly source: { readonly name: string } }
        | { readonly __typename: 'VsphereCisTask', readonly id: string, readonly nativeId: string, readonly title: string, readonly status: TaskStatus, readonly orderedAt: string | null, readonly source: { readonly name: string } }
       }>, readonly pageInfo: { readonly hasNextPage: boolean, readonly endCursor: string | null }, readonly outcomes: ReadonlyArray<{ readonly state: TaskSourceState, readonly source: { readonly name: string } }> } | null };

type TaskLine_HuaweiCsmsTask_Fragment = { readonly __typename: 'HuaweiCsmsTask', readonly id: string, readonly nativeId: string, readonly title: string, readonly status: TaskStatus, readonly orderedAt: string | null, readonly source: { readonly name: string } };

type TaskLine_HuaweiHssTask_Fragment = { readonly __typename: 'HuaweiHssTask', readonly id: string, readonly nativeId: string, readonly title: string, readonly status: TaskStatus, readonly orderedAt: string | null, readonly source: { readonly name: string } };

type TaskLine_SailPointTask_Fragment = { readonly __typename: 'SailPointTask', readonly id: string, readonly nativeId: string, readonly title: string, readonly status: TaskStatus, readonly orderedAt: string | null, readonly source: { readonly name: string } };

type TaskLine_VmwareSrsRunspace_Fragment = { readonly __typename: 'VmwareSrsRunspace', readonly id: string, readonly nativeId: string, readonly title: string, readonly status: TaskStatus, readonly orderedAt: string | null, readonly source: { readonly name: string } };

type TaskLine_VsphereCisTask_Fragment = { readonly __typename: 'VsphereCisTask', readonly id: string, readonly nativeId: string, readonly title: string, readonly status: TaskStatus, readonly orderedAt: string | null, readonly source: { readonly name: string } };

export type TaskLineFragment =
  | TaskLine_HuaweiCsmsTask_Fragment
  | TaskLine_HuaweiHssTask_Fragment
  | TaskLine_SailPointTask_Fragment
  | TaskLine_VmwareSrsRunspace_Fragment
  | TaskLine_VsphereCisTask_Fragment
;

export type SourceColumnsQueryVariables = Exact<{
  first: number;
}>;


export type SourceColumnsQuery = { readonly sources: ReadonlyArray<{ readonly name: string, readonly provider: TaskProvider, readonly tasks: { readonly totalCount: number | null, readonly nodes: ReadonlyArray<
        | { readonly __typename: 'HuaweiCsmsTask', readonly id: string, readonly nativeId: string, readonly title: string, readonly status: TaskStatus, readonly orderedAt: string | null, readonly source: { readonly name: string } }
        | { readonly __typename: 'HuaweiHssTask', readonly id: string, readonly nativeId: string, readonly title: string, readonly status: TaskStatus, readonly orderedAt: string | null, readonly source: { readonly name: string } }
        | { readonly __typename: 'SailPointTask', readonly id: string, readonly nativeId: string, readonly title: string, readonly status: TaskStatus, readonly orderedAt: string | null, readonly source: { readonly name: string } }
        | { readonly __typename: 'VmwareSrsRunspace', readonly id: string, readonly nativeId: string, readonly title: string, readonly status: TaskStatus, readonly orderedAt: string | null, readonly source: { readonly name: string } }
        | { readonly __typename: 'VsphereCisTask', readonly id: string, readonly nativeId: string, readonly title: string, readonly status: TaskStatus, readonly orderedAt: string | null, readonly source: { readonly name: string } }
      > } | null }> | null };

export type TaskDetailsQueryVariables = Exact<{
  id: string | number;
}>;


export type TaskDetailsQuery = { readonly node:
    | { readonly __typename: 'HuaweiCsmsTask', readonly id: string, readonly nativeId: string, readonly title: string, readonly status: TaskStatus, readonly orderedAt: string | null, readonly progress: { readonly percent: number | null } | null, readonly failure: { readonly message: string | null } | null, readonly source: { readonly name: string } }
    | { readonly __typename: 'HuaweiHssTask', readonly id: string, readonly nativeId: string, readonly title: string, readonly status: TaskStatus, readonly orderedAt: string | null, readonly progress: { readonly percent: number | null } | null, readonly failure: { readonly message: string | null } | null, readonly source: { readonly name: string } }
    | { readonly __typename: 'SailPointTask', readonly id: string, readonly nativeId: string, readonly title: string, readonly status: TaskStatus, readonly orderedAt: string | null, readonly progress: { readonly percent: number | null } | null, readonly failure: { readonly message: string | null } | null, readonly source: { readonly name: string } }
    | { readonly __typename: 'TaskSource', readonly id: string }
    | { readonly __typename: 'VmwareSrsRunspace', readonly id: string, readonly nativeId: string, readonly title: string, readonly status: TaskStatus, readonly orderedAt: string | null, readonly progress: { readonly percent: number | null } | null, readonly failure: { readonly message: string | null } | null, readonly source: { readonly name: string } }
    | { readonly __typename: 'VsphereCisTask', readonly service: string, readonly operation: string, readonly result: unknown, readonly details: unknown, readonly id: string, readonly nativeId: string, readonly title: string, readonly status: TaskStatus, readonly orderedAt: string | null, readonly progress: { readonly percent: number | null } | null, readonly failure: { readonly message: string | null } | null, readonly parent: { readonly id: string, readonly title: string } | null, readonly source: { readonly name: string } }
   | null };

export const TaskLineFragmentDoc = {"kind":"Document","definitions":[{"kind":"FragmentDefinition","name":{"kind":"Name","value":"TaskLine"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Task"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"nativeId"}},{"kind":"Field","name":{"kind":"Name","value":"title"}},{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"orderedAt"}},{"kind":"Field","name":{"kind":"Name","value":"source"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"name"}}]}}]}}]} as unknown as DocumentNode<TaskLineFragment, unknown>;
export const EverythingNewestFirstDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"EverythingNewestFirst"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"after"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"tasks"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"IntValue","value":"20"}},{"kind":"Argument","name":{"kind":"Name","value":"after"},"value":{"kind":"Variable","name":{"kind":"Name","value":"after"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"nodes"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"title"}},{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"orderedAt"}},{"kind":"Field","name":{"kind":"Name","value":"initiator"}},{"kind":"Field","name":{"kind":"Name","value":"source"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"name"}}]}},{"kind":"Field","name":{"kind":"Name","value":"id"}}]}},{"kind":"Field","name":{"kind":"Name","value":"pageInfo"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"hasNextPage"}},{"kind":"Field","name":{"kind":"Name","value":"endCursor"}}]}},{"kind":"Field","name":{"kind":"Name","value":"outcomes"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"source"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"name"}}]}},{"kind":"Field","name":{"kind":"Name","value":"state"}},{"kind":"Field","name":{"kind":"Name","value":"problem"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}}]}}]}}]}}]}}]} as unknown as DocumentNode<EverythingNewestFirstQuery, EverythingNewestFirstQueryVariables>;
export const RunningNowDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"RunningNow"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"tasks"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"IntValue","value":"50"}},{"kind":"Argument","name":{"kind":"Name","value":"filter"},"value":{"kind":"ObjectValue","fields":[{"kind":"ObjectField","name":{"kind":"Name","value":"statuses"},"value":{"kind":"ListValue","values":[{"kind":"EnumValue","value":"RUNNING"},{"kind":"EnumValue","value":"BLOCKED"}]}}]}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"totalCount"}},{"kind":"Field","name":{"kind":"Name","value":"nodes"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"title"}},{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"nativeStatus"}},{"kind":"Field","name":{"kind":"Name","value":"startedAt"}},{"kind":"Field","name":{"kind":"Name","value":"progress"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"percent"}},{"kind":"Field","name":{"kind":"Name","value":"message"}}]}},{"kind":"Field","name":{"kind":"Name","value":"source"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"name"}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"HuaweiHssTask"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"estimatedMinutes"}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"VsphereCisTask"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"cancelable"}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"pageInfo"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"hasNextPage"}},{"kind":"Field","name":{"kind":"Name","value":"endCursor"}}]}}]}}]}}]} as unknown as DocumentNode<RunningNowQuery, RunningNowQueryVariables>;
export const FailedInTheLastDayDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"FailedInTheLastDay"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"tasks"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"IntValue","value":"50"}},{"kind":"Argument","name":{"kind":"Name","value":"filter"},"value":{"kind":"ObjectValue","fields":[{"kind":"ObjectField","name":{"kind":"Name","value":"statuses"},"value":{"kind":"ListValue","values":[{"kind":"EnumValue","value":"FAILED"},{"kind":"EnumValue","value":"WARNING"}]}},{"kind":"ObjectField","name":{"kind":"Name","value":"maxAgeSeconds"},"value":{"kind":"IntValue","value":"86400"}}]}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"statusCounts"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"count"}}]}},{"kind":"Field","name":{"kind":"Name","value":"nodes"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"title"}},{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"orderedAt"}},{"kind":"Field","name":{"kind":"Name","value":"endedAt"}},{"kind":"Field","name":{"kind":"Name","value":"failure"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}}]}},{"kind":"Field","name":{"kind":"Name","value":"target"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"type"}},{"kind":"Field","name":{"kind":"Name","value":"name"}}]}},{"kind":"Field","name":{"kind":"Name","value":"source"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"name"}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"pageInfo"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"hasNextPage"}},{"kind":"Field","name":{"kind":"Name","value":"endCursor"}}]}}]}}]}}]} as unknown as DocumentNode<FailedInTheLastDayQuery, FailedInTheLastDayQueryVariables>;
export const HuaweiHssClusterScansDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"HuaweiHssClusterScans"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"huaweiHssTasks"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"taskType"},"value":{"kind":"EnumValue","value":"CLUSTER_SCAN"}},{"kind":"Argument","name":{"kind":"Name","value":"filter"},"value":{"kind":"ObjectValue","fields":[{"kind":"ObjectField","name":{"kind":"Name","value":"triggerType"},"value":{"kind":"EnumValue","value":"MANUAL"}},{"kind":"ObjectField","name":{"kind":"Name","value":"taskStatus"},"value":{"kind":"EnumValue","value":"FINISHED"}}]}},{"kind":"Argument","name":{"kind":"Name","value":"orderBy"},"value":{"kind":"ObjectValue","fields":[{"kind":"ObjectField","name":{"kind":"Name","value":"direction"},"value":{"kind":"EnumValue","value":"DESC"}}]}},{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"IntValue","value":"10"}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"totalCount"}},{"kind":"Field","name":{"kind":"Name","value":"nodes"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"title"}},{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"startedAt"}},{"kind":"Field","name":{"kind":"Name","value":"endedAt"}},{"kind":"Field","name":{"kind":"Name","value":"clusterScan"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"scanTypes"}},{"kind":"Field","name":{"kind":"Name","value":"succeeded"}},{"kind":"Field","name":{"kind":"Name","value":"failed"}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"pageInfo"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"hasNextPage"}},{"kind":"Field","name":{"kind":"Name","value":"endCursor"}}]}},{"kind":"Field","name":{"kind":"Name","value":"outcome"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"state"}},{"kind":"Field","name":{"kind":"Name","value":"requests"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"method"}},{"kind":"Field","name":{"kind":"Name","value":"path"}},{"kind":"Field","name":{"kind":"Name","value":"durationMs"}}]}}]}}]}}]}}]} as unknown as DocumentNode<HuaweiHssClusterScansQuery, HuaweiHssClusterScansQueryVariables>;
export const RefetchByIdDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"RefetchById"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"nodes"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"ids"},"value":{"kind":"ListValue","values":[{"kind":"StringValue","value":"VGFza1NvdXJjZTp2c3BoZXJlLWNpcy1kZW1vOg","block":false},{"kind":"StringValue","value":"VnNwaGVyZUNpc1Rhc2s6dnNwaGVyZS1jaXMtZGVtbzo3OTg4MGIyNS01OGRhLTJmN2UtMTg4NC0xZjNjODkwNDJjZTE6Y29tLnZtd2FyZS5lc3guc2V0dGluZ3MuY2x1c3RlcnMuc29mdHdhcmU","block":false},{"kind":"StringValue","value":"SHVhd2VpSHNzVGFzazpodWF3ZWktaHNzLWRlbW86Y2x1c3Rlcl9zY2FuLzZlZTg2ZWI3LWY0YWMtNDU5ZC0wNmZjLWY2ZjY4YWZhMzVkNA","block":false},{"kind":"StringValue","value":"SHVhd2VpQ3Ntc1Rhc2s6aHVhd2VpLWNzbXMtZGVtbzpmYzEwYjVmMy1hNTE0LTI1MGQtNjFjNy0zZGI5NDUyZDA0MmU","block":false}]}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"TaskSource"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"url"}},{"kind":"Field","name":{"kind":"Name","value":"health"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"state"}},{"kind":"Field","name":{"kind":"Name","value":"since"}}]}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Task"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"title"}},{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"startedAt"}},{"kind":"Field","name":{"kind":"Name","value":"endedAt"}},{"kind":"Field","name":{"kind":"Name","value":"raw"}}]}}]}}]}}]} as unknown as DocumentNode<RefetchByIdQuery, RefetchByIdQueryVariables>;
export const ExplainDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"Explain"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"tasks"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"IntValue","value":"20"}},{"kind":"Argument","name":{"kind":"Name","value":"filter"},"value":{"kind":"ObjectValue","fields":[{"kind":"ObjectField","name":{"kind":"Name","value":"statuses"},"value":{"kind":"ListValue","values":[{"kind":"EnumValue","value":"SUCCEEDED"}]}},{"kind":"ObjectField","name":{"kind":"Name","value":"search"},"value":{"kind":"StringValue","value":"scan","block":false}}]}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"nodes"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"title"}},{"kind":"Field","name":{"kind":"Name","value":"orderedAt"}}]}},{"kind":"Field","name":{"kind":"Name","value":"outcomes"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"source"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"capabilities"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"pagination"}},{"kind":"Field","name":{"kind":"Name","value":"maxPageSize"}},{"kind":"Field","name":{"kind":"Name","value":"sorts"}}]}},{"kind":"Field","name":{"kind":"Name","value":"health"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"state"}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"state"}},{"kind":"Field","name":{"kind":"Name","value":"scanned"}},{"kind":"Field","name":{"kind":"Name","value":"pushedFilters"}},{"kind":"Field","name":{"kind":"Name","value":"appliedFilters"}},{"kind":"Field","name":{"kind":"Name","value":"requests"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"method"}},{"kind":"Field","name":{"kind":"Name","value":"path"}},{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"durationMs"}},{"kind":"Field","name":{"kind":"Name","value":"attempts"}},{"kind":"Field","name":{"kind":"Name","value":"cached"}}]}}]}}]}}]}}]} as unknown as DocumentNode<ExplainQuery, ExplainQueryVariables>;
export const TaskPageDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"TaskPage"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"first"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"Int"}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"after"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"filter"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"TaskFilter"}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"partialResults"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"TaskPartialResults"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"tasks"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"Variable","name":{"kind":"Name","value":"first"}}},{"kind":"Argument","name":{"kind":"Name","value":"after"},"value":{"kind":"Variable","name":{"kind":"Name","value":"after"}}},{"kind":"Argument","name":{"kind":"Name","value":"filter"},"value":{"kind":"Variable","name":{"kind":"Name","value":"filter"}}},{"kind":"Argument","name":{"kind":"Name","value":"partialResults"},"value":{"kind":"Variable","name":{"kind":"Name","value":"partialResults"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"edges"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"cursor"}},{"kind":"Field","name":{"kind":"Name","value":"node"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"TaskLine"}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"pageInfo"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"hasNextPage"}},{"kind":"Field","name":{"kind":"Name","value":"endCursor"}}]}},{"kind":"Field","name":{"kind":"Name","value":"totalCount"}},{"kind":"Field","name":{"kind":"Name","value":"outcomes"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"source"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"name"}}]}},{"kind":"Field","name":{"kind":"Name","value":"state"}}]}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"TaskLine"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Task"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"nativeId"}},{"kind":"Field","name":{"kind":"Name","value":"title"}},{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"orderedAt"}},{"kind":"Field","name":{"kind":"Name","value":"source"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"name"}}]}}]}}]} as unknown as DocumentNode<TaskPageQuery, TaskPageQueryVariables>;
export const SourceColumnsDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"SourceColumns"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"first"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"Int"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"sources"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"provider"}},{"kind":"Field","name":{"kind":"Name","value":"tasks"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"Variable","name":{"kind":"Name","value":"first"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"totalCount"}},{"kind":"Field","name":{"kind":"Name","value":"nodes"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"TaskLine"}}]}}]}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"TaskLine"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Task"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"nativeId"}},{"kind":"Field","name":{"kind":"Name","value":"title"}},{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"orderedAt"}},{"kind":"Field","name":{"kind":"Name","value":"source"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"name"}}]}}]}}]} as unknown as DocumentNode<SourceColumnsQuery, SourceColumnsQueryVariables>;
export const TaskDetailsDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"TaskDetails"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"id"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"node"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"id"},"value":{"kind":"Variable","name":{"kind":"Name","value":"id"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Task"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"TaskLine"}},{"kind":"Field","name":{"kind":"Name","value":"progress"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"percent"}}]}},{"kind":"Field","name":{"kind":"Name","value":"failure"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"message"}}]}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"VsphereCisTask"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"service"}},{"kind":"Field","name":{"kind":"Name","value":"operation"}},{"kind":"Field","name":{"kind":"Name","value":"result"}},{"kind":"Field","name":{"kind":"Name","value":"details"}},{"kind":"Field","name":{"kind":"Name","value":"parent"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"title"}}]}}]}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"TaskLine"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Task"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"nativeId"}},{"kind":"Field","name":{"kind":"Name","value":"title"}},{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"orderedAt"}},{"kind":"Field","name":{"kind":"Name","value":"source"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"name"}}]}}]}}]} as unknown as DocumentNode<TaskDetailsQuery, TaskDetailsQueryVariables>;
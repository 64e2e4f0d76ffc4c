import { listCursors } from '../../src/graphql/list-cursors.ts';
import type { Scene } from './upstreams.ts';

/** Names of the sources: they stand in ids. */
export const SOURCES = {
  vsphere: 'vcenter',
  hss: 'hss',
  csms: 'csms',
  sailpoint: 'sailpoint',
  srs: 'srs',
} as const;

export interface Variables {
  readonly user?: string;
  readonly job?: string;
  readonly secret?: string;
  /** Cursor of the record before the window. */
  readonly after?: string;
}

export interface Scenario {
  readonly name: string;
  readonly query: string;
  readonly operationName: string;
  readonly scene: Scene;
  /** What its variables tell apart: each connection asks for something of its own, all ask for the same, or there are none. */
  readonly windows: 'own' | 'same' | 'none';
}

const ARGUMENTS = '($user: String!, $job: String!, $secret: String!, $after: String!)';

const lists = (
  first: number,
  rows: Readonly<Record<keyof typeof SOURCES, string>>,
  shape = (row: string) => `nodes { ${row} }`,
) => `
  vsphereCisTasks(first: ${first}, filter: {users: [$user]}) { ${shape(rows.vsphere)} }
  huaweiHssTasks(taskType: CLUSTER_SCAN, first: ${first}, filter: {taskName: $job}) { ${shape(rows.hss)} }
  huaweiCsmsTasks(first: ${first}, filter: {secretName: $secret}) { ${shape(rows.csms)} }
  sailPointPendingTasks(first: ${first}, after: $after) { ${shape(rows.sailpoint)} }
  vmwareSrsRunspaces(first: ${first}) { ${shape(rows.srs)} }
`;

const Q1 = `query Q1${ARGUMENTS} {${lists(20, {
  vsphere: 'id nativeId title status startedAt endedAt initiator operation',
  hss: 'id nativeId title status startedAt endedAt triggerType estimatedMinutes',
  csms: 'id nativeId title status createdAt secretName operateType attempts',
  sailpoint: 'id nativeId title status createdAt startedAt launcher type',
  srs: 'id nativeId title status nativeStatus createdAt runVcConnectionScript vcConnectionScriptId',
})}}`;

const ROW = `fragment Row on Task {
  id provider nativeId name title description status nativeStatus createdAt startedAt endedAt initiator
}`;
const ROWS = { vsphere: '...Row', hss: '...Row', csms: '...Row', sailpoint: '...Row', srs: '...Row' };

const Q2 = `query Q2${ARGUMENTS} {${lists(200, ROWS)}}\n${ROW}`;
const EDGES = `query Q2Edges${ARGUMENTS} {${lists(200, ROWS, (row) => `edges { cursor node { ${row} } }`)}}\n${ROW}`;

const Q3 = `query Q3 {
  tasks(first: 50) { nodes { ...Row } pageInfo { hasNextPage } outcomes { source { name } state problem { code message } } }
}\n${ROW}`;

const small: Scene = { vsphere: 20, srs: 20, latencyMs: 0 };
const large: Scene = { vsphere: 200, srs: 50, latencyMs: 0 };
const LATENCY_MS = 20;

function slow(scenario: Scenario): Scenario {
  return { ...scenario, name: `${scenario.name}L`, scene: { ...scenario.scene, latencyMs: LATENCY_MS } };
}

export const q1: Scenario = { name: 'Q1', query: Q1, operationName: 'Q1', scene: small, windows: 'own' };
export const q2: Scenario = { name: 'Q2', query: Q2, operationName: 'Q2', scene: large, windows: 'own' };
export const q3: Scenario = { name: 'Q3', query: Q3, operationName: 'Q3', scene: large, windows: 'none' };
export const q1Slow = slow(q1);
export const q2Slow = slow(q2);
export const q3Slow = slow(q3);
export const q1Same: Scenario = { ...q1, name: 'Q1 the same', windows: 'same' };
export const q2Same: Scenario = { ...q2, name: 'Q2 the same', windows: 'same' };
/** The rows of Q2, each with its cursor. */
export const q2Edges: Scenario = { ...q2, name: 'Q2 as edges', query: EDGES, operationName: 'Q2Edges' };

const { encode } = listCursors(['sailPointPendingTasks', SOURCES.sailpoint, null], () => true);

/** What a connection asks for: the upstreams hold the same whatever the filter. */
export function variablesOf({ windows }: Scenario, connection: number): Variables {
  if (windows === 'none') return {};
  const index = windows === 'own' ? connection : 0;
  const after = encode({ value: 1000 * (index + 1) - 1, text: '' });
  return { user: `operator-${index}`, job: `scan-${index}`, secret: `secret-${index}`, after };
}

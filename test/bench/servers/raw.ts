import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Pool } from 'undici';
import { SERVICE } from '../records.ts';
import { SOURCES, type Variables } from '../scenarios.ts';
import type { UpstreamUrls } from '../upstreams.ts';
import {
  byCreation,
  byStart,
  type CisInfo,
  type CsmsTask,
  csmsId,
  csmsStatus,
  type Entry,
  HSS_LABEL,
  type HssJob,
  type HssType,
  hssEnd,
  hssId,
  hssStatus,
  iso,
  offsetBehind,
  type Runspace,
  type SailPointTask,
  sailPointEnd,
  sailPointId,
  sailPointStatus,
  srsId,
  srsStatus,
  vsphereEnd,
  vsphereId,
  vsphereStatus,
  vsphereText,
} from './mapping.ts';
import { serve } from './serve.ts';

/*
 * The yardstick: what a careful person writes by hand for these questions alone. The same upstream requests in the same order of
 * dependency, the same fields mapped by hand, one JSON.stringify; no GraphQL, and nothing of an answer is checked.
 */

/** The fields that all have, of each kind. */
const vsphereRow = ([id, info]: Entry) => {
  const text = vsphereText(info);
  return {
    id: vsphereId(id),
    provider: 'VSPHERE_CIS',
    nativeId: id,
    name: null,
    title: text || info.operation,
    description: text,
    status: vsphereStatus(info),
    nativeStatus: info.status,
    createdAt: null,
    startedAt: iso(info.start_time),
    endedAt: vsphereEnd(info),
    initiator: info.user ?? null,
  };
};
const hssRow = (type: HssType) => (job: HssJob) => ({
  id: hssId(type, job.task_id),
  provider: 'HUAWEI_HSS',
  nativeId: job.task_id,
  name: job.task_name || null,
  title: job.task_name || `${HSS_LABEL[type]} ${job.task_id}`,
  description: null,
  status: hssStatus(job),
  nativeStatus: job.task_status,
  createdAt: null,
  startedAt: iso(job.start_time),
  endedAt: hssEnd(job),
  initiator: null,
});
const csmsRow = (task: CsmsTask) => ({
  id: csmsId(task.task_id),
  provider: 'HUAWEI_CSMS',
  nativeId: task.task_id,
  name: null,
  title: task.secret_name ? `Rotate ${task.secret_name}` : `Secret task ${task.task_id}`,
  description: null,
  status: csmsStatus(task.task_status),
  nativeStatus: task.task_status,
  createdAt: iso(task.task_time),
  startedAt: null,
  endedAt: null,
  initiator: null,
});
const sailPointRow = (task: SailPointTask) => ({
  id: sailPointId(task.id),
  provider: 'SAILPOINT',
  nativeId: task.id,
  name: task.uniqueName || null,
  title: task.uniqueName || task.description || `Task ${task.id}`,
  description: task.description,
  status: sailPointStatus(task),
  nativeStatus: task.completionStatus,
  createdAt: iso(task.created),
  startedAt: iso(task.launched),
  endedAt: sailPointEnd(task),
  initiator: task.launcher,
});
const srsRow = (runspace: Runspace) => ({
  id: srsId(runspace.id),
  provider: 'VMWARE_SRS',
  nativeId: runspace.id,
  name: runspace.name,
  title: runspace.name ?? `Runspace ${runspace.id}`,
  description: null,
  status: srsStatus(runspace.state),
  nativeStatus: runspace.state,
  createdAt: iso(runspace.creation_time),
  startedAt: null,
  endedAt: null,
  initiator: null,
});

function createUpstreams(urls: UpstreamUrls, shares: boolean) {
  const pool = (origin: string): Pool => new Pool(origin, { connections: 256, pipelining: 1, allowH2: false });
  const pools = {
    vsphere: pool(urls.vsphere),
    hss: pool(urls.hss),
    csms: pool(urls.csms),
    sailpoint: pool(urls.sailpoint),
    srs: pool(urls.srs),
  };
  const open = new Map<string, Promise<unknown>>();
  const send = async (
    name: keyof UpstreamUrls,
    method: 'GET' | 'POST',
    path: string,
    headers: Record<string, string>,
    body?: string,
  ): Promise<unknown> => {
    const answer = await pools[name].request({ method, path, headers, body: body ?? null });
    return answer.body.json();
  };
  const ask: typeof send = (name, method, path, headers, body) => {
    if (!shares) return send(name, method, path, headers, body);
    const key = `${name} ${path} ${body}`;
    const known = open.get(key);
    if (known) return known;
    const asked = send(name, method, path, headers, body).finally(() => open.delete(key));
    open.set(key, asked);
    return asked;
  };

  const json = { accept: 'application/json', 'content-type': 'application/json' };
  const huawei = { ...json, 'x-auth-token': 'bench-token' };
  return {
    async vsphere(user?: string): Promise<Entry[]> {
      const body = JSON.stringify({
        filter_spec: { services: [SERVICE], ...(user === undefined ? {} : { users: [user] }) },
        result_spec: { return_all: false, exclude_result: true },
      });
      const headers = { ...json, 'vmware-api-session-id': 'bench-session' };
      return Object.entries(
        (await ask('vsphere', 'POST', '/api/cis/tasks?action=list', headers, body)) as Record<string, CisInfo>,
      );
    },
    async hss(type: HssType, limit: number, filter: Record<string, string>): Promise<readonly HssJob[]> {
      const path = `/v5/bench/common/tasks/batch-query?enterprise_project_id=0&offset=0&limit=${limit}`;
      const body = JSON.stringify({ task_type: type, ...filter, sort_key: 'start_time', sort_dir: 'desc' });
      return ((await ask('hss', 'POST', path, huawei, body)) as { data_list: HssJob[] }).data_list;
    },
    async csms(limit: number, secret?: string): Promise<readonly CsmsTask[]> {
      const name = secret === undefined ? '' : `secret_name=${encodeURIComponent(secret)}&`;
      const path = `/v1/bench/csms/tasks?${name}limit=${limit}`;
      return ((await ask('csms', 'GET', path, huawei)) as { tasks: CsmsTask[] }).tasks;
    },
    async sailpoint(limit: number, offset: number): Promise<readonly SailPointTask[]> {
      const path = `/v2025/task-status/pending-tasks?limit=${limit}&offset=${offset}`;
      const headers = { accept: 'application/json', authorization: 'Bearer bench-token' };
      return (await ask('sailpoint', 'GET', path, headers)) as SailPointTask[];
    },
    async srs(): Promise<readonly Runspace[]> {
      const headers = { accept: 'application/json', 'x-srs-api-key': 'bench-key' };
      return (await ask('srs', 'GET', '/api/runspaces', headers)) as Runspace[];
    },
  };
}

type Upstreams = ReturnType<typeof createUpstreams>;

function readLists(upstreams: Upstreams, first: number, { user, job = '', secret, after }: Variables) {
  return Promise.all([
    upstreams.vsphere(user),
    upstreams.hss('cluster_scan', first, { task_name: job }),
    upstreams.csms(first, secret),
    upstreams.sailpoint(first, offsetBehind(after)),
    upstreams.srs(),
  ]);
}

async function answerQ1(upstreams: Upstreams, variables: Variables): Promise<unknown> {
  const [entries, jobs, secretTasks, pending, runspaces] = await readLists(upstreams, 20, variables);
  return {
    vsphereCisTasks: {
      nodes: byStart(entries)
        .slice(0, 20)
        .map(([id, info]) => ({
          id: vsphereId(id),
          nativeId: id,
          title: vsphereText(info) || info.operation,
          status: vsphereStatus(info),
          startedAt: iso(info.start_time),
          endedAt: vsphereEnd(info),
          initiator: info.user ?? null,
          operation: info.operation,
        })),
    },
    huaweiHssTasks: {
      nodes: jobs.map((job) => ({
        id: hssId('cluster_scan', job.task_id),
        nativeId: job.task_id,
        title: job.task_name || `Cluster scan ${job.task_id}`,
        status: hssStatus(job),
        startedAt: iso(job.start_time),
        endedAt: hssEnd(job),
        triggerType: job.trigger_type,
        estimatedMinutes: job.estimated_time,
      })),
    },
    huaweiCsmsTasks: {
      nodes: secretTasks.map((task) => ({
        id: csmsId(task.task_id),
        nativeId: task.task_id,
        title: task.secret_name ? `Rotate ${task.secret_name}` : `Secret task ${task.task_id}`,
        status: csmsStatus(task.task_status),
        createdAt: iso(task.task_time),
        secretName: task.secret_name,
        operateType: task.operate_type,
        attempts: task.attempt_nums,
      })),
    },
    sailPointPendingTasks: {
      nodes: pending.map((task) => ({
        id: sailPointId(task.id),
        nativeId: task.id,
        title: task.uniqueName || task.description || `Task ${task.id}`,
        status: sailPointStatus(task),
        createdAt: iso(task.created),
        startedAt: iso(task.launched),
        launcher: task.launcher,
        type: task.type,
      })),
    },
    vmwareSrsRunspaces: {
      nodes: byCreation(runspaces)
        .slice(0, 20)
        .map((runspace) => ({
          id: srsId(runspace.id),
          nativeId: runspace.id,
          title: runspace.name ?? `Runspace ${runspace.id}`,
          status: srsStatus(runspace.state),
          nativeStatus: runspace.state,
          createdAt: iso(runspace.creation_time),
          runVcConnectionScript: runspace.run_vc_connection_script,
          vcConnectionScriptId: runspace.vc_connection_script_id,
        })),
    },
  };
}

async function answerQ2(upstreams: Upstreams, variables: Variables): Promise<unknown> {
  const [entries, jobs, secretTasks, pending, runspaces] = await readLists(upstreams, 200, variables);
  return {
    vsphereCisTasks: { nodes: byStart(entries).slice(0, 200).map(vsphereRow) },
    huaweiHssTasks: { nodes: jobs.map(hssRow('cluster_scan')) },
    huaweiCsmsTasks: { nodes: secretTasks.map(csmsRow) },
    sailPointPendingTasks: { nodes: pending.map(sailPointRow) },
    vmwareSrsRunspaces: { nodes: byCreation(runspaces).slice(0, 200).map(srsRow) },
  };
}

interface Candidate {
  readonly at: number;
  readonly source: string;
  readonly id: string;
  row(): unknown;
}

const PAGE = 50;

async function answerQ3(upstreams: Upstreams): Promise<unknown> {
  /** Jobs that wait may have no time: they are asked for first, so that one that starts meanwhile is not missed. */
  const jobsOf = async (type: HssType): Promise<Candidate[]> => {
    const waiting = await upstreams.hss(type, 200, { task_status: 'ready' });
    const sorted = await upstreams.hss(type, PAGE + 2, {});
    const toRow = hssRow(type);
    return [...waiting.filter(({ start_time }) => !start_time), ...sorted.filter(({ start_time }) => start_time)].map(
      (job) => ({
        at: job.start_time || Number.POSITIVE_INFINITY,
        source: SOURCES.hss,
        id: job.task_id,
        row: () => toRow(job),
      }),
    );
  };
  const [entries, clusterScans, iacScans, secretTasks, pending, runspaces] = await Promise.all([
    upstreams.vsphere(),
    jobsOf('cluster_scan'),
    jobsOf('iac_scan'),
    upstreams.csms(1000),
    upstreams.sailpoint(250, 0),
    upstreams.srs(),
  ]);
  const candidates: Candidate[] = [...clusterScans, ...iacScans];
  for (const entry of entries) {
    const [id, { start_time: start }] = entry;
    const at = start ? Date.parse(start) : Number.POSITIVE_INFINITY;
    candidates.push({ at, source: SOURCES.vsphere, id, row: () => vsphereRow(entry) });
  }
  for (const task of secretTasks) {
    candidates.push({ at: task.task_time, source: SOURCES.csms, id: task.task_id, row: () => csmsRow(task) });
  }
  for (const task of pending) {
    candidates.push({
      at: Date.parse(task.created),
      source: SOURCES.sailpoint,
      id: task.id,
      row: () => sailPointRow(task),
    });
  }
  for (const runspace of runspaces) {
    const at = Date.parse(runspace.creation_time);
    candidates.push({ at, source: SOURCES.srs, id: runspace.id, row: () => srsRow(runspace) });
  }
  candidates.sort((a, b) => b.at - a.at || (a.source < b.source ? -1 : a.source > b.source ? 1 : a.id < b.id ? -1 : 1));
  return {
    tasks: {
      nodes: candidates.slice(0, PAGE).map((candidate) => candidate.row()),
      pageInfo: { hasNextPage: candidates.length > PAGE },
      outcomes: Object.values(SOURCES)
        .toSorted()
        .map((name) => ({ source: { name }, state: 'COMPLETE', problem: null })),
    },
  };
}

const ANSWERS: Readonly<Record<string, (upstreams: Upstreams, variables: Variables) => Promise<unknown>>> = {
  Q1: answerQ1,
  Q2: answerQ2,
  Q3: answerQ3,
};

serve(async ({ upstreams: urls, isolated }) => {
  const upstreams = createUpstreams(urls, !isolated);
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', async () => {
      try {
        const asked: unknown = JSON.parse(Buffer.concat(chunks).toString('utf8'));
        const { operationName, variables } = asked as { operationName: string; variables: Variables };
        const data = await ANSWERS[operationName]?.(upstreams, variables);
        const body = JSON.stringify({ data });
        response.writeHead(200, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) });
        response.end(body);
      } catch (error) {
        response.writeHead(500).end(String(error));
      }
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/graphql`;
});

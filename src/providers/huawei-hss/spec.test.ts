import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createManualClock } from '../../../test/support/manual-clock.ts';
import { documentPath, type OpenApiDocument, readOpenApi, responsePointer } from '../../../test/support/openapi.ts';
import { ownCall } from '../../http/credential.ts';
import { createUpstream } from '../../http/upstream.ts';
import type { SourceInfo } from '../../tasks/source.ts';
import { authSettings, createCredential } from '../../vendors/huawei/auth.ts';
import { readError } from '../../vendors/huawei/read-error.ts';
import { createClient, type HssQuery } from './client.ts';
import { readListRequest } from './simulated-request.ts';
import { type HssSimulation, simulate } from './simulator.ts';
import { readTasks } from './task.ts';
import { taskPage } from './wire.ts';

const PATH = '/v5/{project_id}/common/tasks/batch-query';
const specPath = documentPath('specs/huawei-hss-tasks.yaml');

describe.skipIf(specPath === null)(
  "against an OpenAPI file written from the vendor's pages (skipped where it is not on this machine)",
  () => {
    let document: OpenApiDocument;
    let simulation: HssSimulation;

    beforeAll(async () => {
      document = readOpenApi(specPath ?? '');
      simulation = await simulate({ seed: 3, tasks: 200, now: createManualClock(Date.UTC(2026, 10, 22)).now });
    });
    afterAll(() => simulation.close());

    test.each<HssQuery>([
      { taskType: 'cluster_scan', direction: 'DESC' },
      { taskType: 'iac_scan', direction: 'DESC' },
      { taskType: 'iac_scan', taskStatus: 'ready', direction: 'ASC' },
    ])('what the simulator answers is what the file describes: %j', async (query) => {
      const upstream = createUpstream({
        origin: simulation.server.url,
        maxConcurrency: 1,
        timeoutMs: 5000,
        retries: 0,
        credential: () =>
          createCredential(authSettings.parse(simulation.settings['auth']), {
            host: new URL(simulation.server.url).host,
            projectId: simulation.projectId,
            timeoutMs: 5000,
            deadlineMs: 5000,
            retries: 0,
          }),
      });
      const answers: unknown[] = [];
      const client = createClient({
        exchange: async (request, call) => {
          const response = await upstream.exchange(request, call);
          answers.push(JSON.parse(response.body.toString('utf8')));
          return response;
        },
        projectId: simulation.projectId,
        enterpriseProjectId: 'all_granted_eps',
      });
      const { records } = await client.listTasks(query, { offset: 0, limit: 200 }, ownCall(5000));
      await upstream.close();
      expect(records.length).toBeGreaterThan(0);
      expect(document.faults(responsePointer(PATH, 'post', 200), answers[0])).toEqual([]);
    });

    test.each<HssQuery>([
      { taskType: 'cluster_scan' },
      {
        taskType: 'cluster_scan',
        taskId: 't',
        taskName: 'n',
        startCreateTime: 1,
        endCreateTime: 2,
        triggerType: 'manual',
        taskStatus: 'ready',
        scanTypes: ['benchmark'],
        direction: 'ASC',
      },
      { taskType: 'iac_scan', fileType: 'dockerfile', direction: 'DESC' },
    ])('what the client sends is what the file describes: %j', async (query) => {
      const sent: unknown[] = [];
      const client = createClient({
        exchange: async ({ body }) => {
          sent.push(JSON.parse(body ?? ''));
          return { status: 200, headers: {}, body: Buffer.from('{"total_num":0,"data_list":[]}') };
        },
        projectId: 'p',
        enterpriseProjectId: '0',
      });
      await client.listTasks(query, { offset: 0, limit: 10 }, ownCall(5000));
      const pointer = responsePointer(PATH, 'post', 200).replace('/responses/200/', '/requestBody/');
      expect(document.faults(pointer, sent[0])).toEqual([]);
      expect(document.faults(pointer, {})).not.toEqual([]);
    });
  },
);

function payload(name: string): unknown {
  return JSON.parse(readFileSync(documentPath(`payloads/${name}.json`) ?? '', 'utf8'));
}

const payloads = ['hss-1', 'hss-2', 'huawei-error-1', 'huawei-error-2'];
const areHere = payloads.every((name) => documentPath(`payloads/${name}.json`) !== null);

describe.skipIf(!areHere)("the vendor's sample payloads (skipped where they are not on this machine)", () => {
  test('of a list read as a running job that has not ended', () => {
    const { data_list: records, total_num: total } = taskPage.parse(payload('hss-2'));
    // Mapping reads nothing else of a source.
    const source = { name: 'hss', provider: 'HUAWEI_HSS' } as SourceInfo;
    const { rows, unreadable } = readTasks(records, source, 'cluster_scan');
    expect({ total, unreadable }).toEqual({ total: 1, unreadable: [] });
    expect(rows[0]).toMatchObject({
      nativeId: 'd8xxxx05-8xx5-4xx0-9xx6-c3dbxxxxxxac',
      name: null,
      status: 'RUNNING',
      triggerType: 'manual',
      startedAt: 1745311451000,
      endedAt: null,
      estimatedMinutes: 5,
      progress: { percent: 50, completed: 2, total: 4 },
      clusterScan: { scanTypes: ['cluster_vul'], scanning: 2, succeeded: 1, failed: 1 },
      iacScan: null,
    });
  });

  test('of a request is one that the simulator takes', () => {
    expect(
      readListRequest({
        method: 'POST',
        path: '/',
        query: new URLSearchParams('enterprise_project_id=all_granted_eps'),
        target: '/',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(payload('hss-1')),
      }),
    ).toMatchObject({ body: { task_type: 'cluster_scan' }, query: { offset: 0, limit: 10 } });
  });

  test('of errors read as throttling with its window, and as a refused token', () => {
    const response = { status: 400, headers: {}, body: Buffer.alloc(0) };
    expect(readError(payload('huawei-error-1'), response)).toMatchObject({ code: 'RATE_LIMITED', retryAfterMs: 5000 });
    expect(readError(payload('huawei-error-2'), response)).toMatchObject({
      code: 'UNAUTHENTICATED',
      upstreamCode: 'APIGW.0301',
    });
  });
});

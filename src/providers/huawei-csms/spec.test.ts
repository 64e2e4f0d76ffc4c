import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { createManualClock } from '../../../test/support/manual-clock.ts';
import { documentPath, readOpenApi, responsePointer } from '../../../test/support/openapi.ts';
import { createConnectDeps } from '../provider.ts';
import { huaweiCsms } from './index.ts';
import { simulate } from './simulator.ts';
import { readTasks } from './task.ts';
import { secretTaskList } from './wire.ts';

const specPath = documentPath('specs/huawei-csms-tasks.yaml');
const payloadPath = documentPath('payloads/csms-1.json');

describe.skipIf(specPath === null)('against the API description (skipped where it is not on this machine)', () => {
  test('what the simulator answers is what the file describes', async () => {
    const document = readOpenApi(specPath ?? '');
    const path = '/v1/{project_id}/csms/tasks';
    const simulation = await simulate({ seed: 3, tasks: 400, now: createManualClock(Date.UTC(2026, 10, 22)).now });
    const connection = huaweiCsms.source.parse({ ...simulation.settings, id: 'csms' }).connect(createConnectDeps());
    const { load } = connection.open({ signal: new AbortController().signal });
    const [taskId = ''] = simulation.taskIds();
    await load(taskId, new Set());
    const { url, requests } = simulation.server;
    const headers = { 'x-auth-token': requests[0]?.headers['x-auth-token'] ?? '' };
    const get = async (query: string): Promise<unknown> =>
      (await fetch(`${url}/v1/${simulation.settings['projectId']}/csms/tasks${query}`, { headers })).json();
    const list = (await get('?limit=1000')) as { tasks: unknown[] };
    const one = await get(`?task_id=${taskId}`);
    const none = await get('?marker=none');
    const refused = await get('?limit=0');
    await connection.close();
    await simulation.close();

    expect(list.tasks.length).toBeGreaterThan(100);
    expect(document.faults(responsePointer(path, 'get', 200), list)).toEqual([]);
    expect(document.faults(responsePointer(path, 'get', 200), one)).toEqual([]);
    expect(document.faults(responsePointer(path, 'get', 400), none)).toEqual([]);
    expect(document.faults(responsePointer(path, 'get', 400), refused)).toEqual([]);
  });
});

describe.skipIf(payloadPath === null)("the vendor's sample payload (skipped where it is not on this machine)", () => {
  test('reads as one task', () => {
    const { tasks, next_marker } = secretTaskList.parse(JSON.parse(readFileSync(payloadPath ?? '', 'utf8')));
    // Mapping reads nothing else of a source.
    const source = { name: 'csms', provider: 'HUAWEI_CSMS' } as Parameters<typeof readTasks>[1];
    const { rows, unreadable } = readTasks(tasks ?? [], source);
    expect(unreadable).toEqual([]);
    expect(rows).toMatchObject([
      {
        nativeId: 'xxxx',
        title: 'Rotate xxxx',
        status: 'SUCCEEDED',
        createdAt: 1715436899000,
        attempts: 3,
        operateType: 'MULTI_USER',
      },
    ]);
    expect(next_marker).toBe('xxxxxx');
  });
});

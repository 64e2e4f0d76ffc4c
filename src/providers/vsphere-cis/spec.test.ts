import { readFileSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createManualClock } from '../../../test/support/manual-clock.ts';
import {
  documentPath,
  type OpenApiDocument,
  readOpenApi,
  swaggerResponsePointer,
} from '../../../test/support/openapi.ts';
import { ownCall } from '../../http/credential.ts';
import { createPool } from '../../http/pool.ts';
import { createClient } from './client.ts';
import { filterSpec } from './filter-spec.ts';
import { readError } from './read-error.ts';
import { simulate, type VsphereSimulation } from './simulator.ts';
import { readTasks } from './task.ts';

const specPath = documentPath('specs/vsphere-cis-tasks-7.0.2.yaml');
const payloads = [1, 2, 3, 4].map((number) => documentPath(`payloads/vsphere-${number}.json`));

const TASKS = '/api/cis/tasks';
const SERVICE = 'com.vmware.esx.settings.inventory';

/** The reference lets a member be null where it may be missing, which Swagger 2 can't say. */
function withoutNulls(json: unknown): unknown {
  return JSON.parse(JSON.stringify(json), (_name, value: unknown) => value ?? undefined);
}

describe.skipIf(specPath === null)(
  "against the vendor's Swagger file (skipped where it is not on this machine)",
  () => {
    let document: OpenApiDocument;
    let simulation: VsphereSimulation;
    let session: string;

    beforeEach(async () => {
      document = readOpenApi(specPath ?? '');
      simulation = await simulate({ seed: 3, tasks: 200, now: createManualClock(Date.UTC(2026, 10, 22)).now });
      session = (await send('POST', '/api/session', { headers: basic() })) as string;
    });
    afterEach(() => simulation.close());

    function basic(): Record<string, string> {
      const { username, password } = simulation.settings['auth'] as { username: string; password: string };
      return { authorization: `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}` };
    }

    async function send(method: string, target: string, init: RequestInit = {}): Promise<unknown> {
      return (await fetch(`${simulation.server.url}${target}`, { method, ...init })).json();
    }

    const list = (filter: object): Promise<unknown> =>
      send('POST', `${TASKS}?action=list`, {
        headers: { 'vmware-api-session-id': session, 'content-type': 'application/json' },
        body: JSON.stringify({ filter_spec: filter }),
      });

    const get = (id: string): Promise<unknown> =>
      send('GET', `${TASKS}/${encodeURIComponent(id)}`, { headers: { 'vmware-api-session-id': session } });

    /** 7.0.2's file types `error` as a string; on the wire it is the structured error. */
    const faultsOf = (path: string, method: string, status: number, json: unknown): readonly string[] =>
      document
        .faults(swaggerResponsePointer(path, method, status), withoutNulls(json))
        .filter((fault) => !fault.endsWith('/error must be string'));

    test('what the simulator answers is what the file describes', async () => {
      const tasks = (await list({ services: [SERVICE] })) as Record<string, { status: string }>;
      expect(new Set(Object.values(tasks).map(({ status }) => status))).toEqual(
        new Set(['PENDING', 'RUNNING', 'BLOCKED', 'SUCCEEDED', 'FAILED']),
      );
      expect(faultsOf(TASKS, 'post', 200, tasks)).toEqual([]);
      expect(faultsOf(`${TASKS}/{task}`, 'get', 200, await get(Object.keys(tasks)[0] ?? ''))).toEqual([]);
      expect(faultsOf('/api/session', 'post', 201, session)).toEqual([]);
    });

    test('so are the errors it answers', async () => {
      expect(faultsOf(TASKS, 'post', 400, await list({}))).toEqual([]);
      expect(faultsOf(`${TASKS}/{task}`, 'get', 404, await get('none'))).toEqual([]);
      expect(faultsOf('/api/session', 'post', 401, await send('POST', '/api/session'))).toEqual([]);
      simulation.behaviour.maxSessions = 0;
      const capped = await send('POST', '/api/session', { headers: basic() });
      expect(faultsOf('/api/session', 'post', 503, capped)).toEqual([]);
      simulation.endSessions();
      expect(faultsOf(TASKS, 'post', 401, await list({ services: [SERVICE] }))).toEqual([]);
    });

    test('the validation bites', () => {
      expect(faultsOf(TASKS, 'post', 200, { 'a:s': { status: 'PAUSED' } })).not.toEqual([]);
    });

    test('what the client sends is what the file describes', async () => {
      const pool = createPool({ origin: simulation.server.url, maxConcurrency: 1, timeoutMs: 5000 });
      simulation.server.hook(() => ({ status: 200, json: {} }));
      await createClient(pool.exchange).listTasks(
        {
          tasks: ['a:s'],
          services: [SERVICE, SERVICE],
          operations: ['apply$task'],
          status: ['FAILED', 'FAILED'],
          targets: [{ type: 'HostSystem', id: 'host-1' }],
          users: ['u', 'u'],
        },
        { result: true, details: true },
        ownCall(5000),
      );
      await pool.close();
      const body: unknown = JSON.parse(simulation.server.requests.at(-1)?.body ?? '');
      expect(document.faults('/definitions/CisTasksList', body)).toEqual([]);
    });
  },
);

describe.skipIf(payloads.includes(null))(
  "the vendor's sample payloads (skipped where they are not on this machine)",
  () => {
    const payload = (number: number): unknown => JSON.parse(readFileSync(payloads[number - 1] ?? '', 'utf8'));
    // Mapping reads nothing else of a source.
    const source = { name: 'vcenter', provider: 'VSPHERE_CIS' } as Parameters<typeof readTasks>[1];

    test('the template of a filter has the members that are sent', () => {
      const { filter_spec: template } = payload(1) as { filter_spec: Record<string, string[]> };
      expect(filterSpec(template)).toEqual(template);
    });

    test('the template of a task reads as one, but for its start, which is the word "string"', () => {
      const template = payload(2) as object;
      const { rows, unreadable } = readTasks(
        [
          { id: 'a:s', info: template },
          { id: 'b:s', info: { ...template, start_time: null } },
        ],
        source,
      );
      expect(unreadable).toEqual(['start_time of task a:s is no instant']);
      expect(rows).toMatchObject([
        null,
        {
          nativeId: 'b:s',
          title: 'string',
          status: 'QUEUED',
          progress: { percent: null, completed: 0, total: 0, message: 'string' },
          endedAt: null,
          failure: null,
          target: { type: 'string', nativeId: 'string' },
        },
      ]);
    });

    test('both forms of an error read alike', () => {
      expect(readError(payload(3))).toEqual({
        code: 'NOT_FOUND',
        message: "Entity '{cluster}' does not exist or is not of type 'cluster'.",
        upstreamCode: 'NOT_FOUND',
      });
      expect(readError(payload(4))).toEqual({
        code: 'UNAUTHENTICATED',
        message: 'This method requires authentication.',
        upstreamCode: 'UNAUTHENTICATED',
      });
    });
  },
);

import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { createManualClock } from '../../../test/support/manual-clock.ts';
import { documentPath, readOpenApi, responsePointer } from '../../../test/support/openapi.ts';
import { simulate } from './simulator.ts';
import { readTasks } from './task.ts';

const specPath = documentPath('specs/srs-runspaces.yaml');
const payloads = ['srs-1', 'srs-2', 'srs-3'].map((name) => documentPath(`payloads/${name}.json`));

describe.skipIf(specPath === null)(
  "against the vendor's OpenAPI file (skipped where it is not on this machine)",
  () => {
    test('what the simulator answers is what the file describes', async () => {
      const document = readOpenApi(specPath ?? '');
      const simulation = await simulate({ seed: 3, tasks: 40, now: createManualClock(Date.UTC(2026, 10, 22)).now });
      const { url } = simulation.server;
      const auth = simulation.settings['auth'] as { username: string; password: string };
      const basic = Buffer.from(`${auth.username}:${auth.password}`).toString('base64');
      const login = await fetch(`${url}/api/auth/login`, {
        method: 'POST',
        headers: { authorization: `Basic ${basic}` },
      });
      const headers = { 'x-srs-api-key': login.headers.get('x-srs-api-key') ?? '' };
      const list = (await (await fetch(`${url}/api/runspaces`, { headers })).json()) as { id: string }[];
      const one = await (await fetch(`${url}/api/runspaces/${list[0]?.id}`, { headers })).json();
      const missing = await (await fetch(`${url}/api/runspaces/none`, { headers })).json();
      await simulation.close();

      expect(list.length).toBeGreaterThan(10);
      expect(document.faults(responsePointer('/api/runspaces', 'get', 200), list)).toEqual([]);
      expect(document.faults(responsePointer('/api/runspaces/{id}', 'get', 200), one)).toEqual([]);
      expect(document.faults(responsePointer('/api/runspaces/{id}', 'get', 404), missing)).toEqual([]);
    });
  },
);

describe.skipIf(payloads.includes(null))(
  "the vendor's sample payloads (skipped where they are not on this machine)",
  () => {
    test('read as runspaces, but for the template whose time is the word "string"', () => {
      const records = payloads.map((path) => JSON.parse(readFileSync(path ?? '', 'utf8')) as unknown);
      // Mapping reads nothing else of a source.
      const source = { name: 'srs', provider: 'VMWARE_SRS' } as Parameters<typeof readTasks>[1];
      const { rows, unreadable } = readTasks(records, source);
      expect(rows.map((row) => row?.status ?? null)).toEqual([null, 'QUEUED', 'READY']);
      expect(unreadable).toEqual(['creation_time of runspace string is no instant']);
    });
  },
);

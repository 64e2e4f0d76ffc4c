import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { createManualClock } from '../../../test/support/manual-clock.ts';
import { documentPath, readOpenApi, responsePointer } from '../../../test/support/openapi.ts';
import { readError } from './read-error.ts';
import { simulate } from './simulator.ts';
import { readTasks } from './task.ts';
import { tokenAnswer } from './wire.ts';

const specs = ['beta', 'v2025'].map((version) => ({
  version,
  path: documentPath(`specs/sailpoint-${version}.yaml`),
}));

describe.each(specs)('against the vendor’s OpenAPI file of $version', ({ version, path }) => {
  test.skipIf(path === null)('what the simulator answers is what the file describes', async () => {
    const document = readOpenApi(path ?? '');
    const simulation = await simulate({ seed: 3, tasks: 200, now: createManualClock(Date.UTC(2026, 10, 22)).now });
    const root = `${simulation.server.url}/${version}/task-status`;
    const auth = simulation.settings['auth'] as { clientId: string; clientSecret: string };
    const signIn = await fetch(`${simulation.server.url}/oauth/token`, {
      method: 'POST',
      body: new URLSearchParams({
        grant_type: 'client_credentials',
        client_id: auth.clientId,
        client_secret: auth.clientSecret,
      }),
    });
    const { access_token: token } = tokenAnswer.parse(await signIn.json());
    const ask = async (target: string, headers = { authorization: `Bearer ${token}` }): Promise<unknown> =>
      (await fetch(`${root}${target}`, { headers })).json();

    const pending = (await ask('/pending-tasks')) as { id: string }[];
    const all = (await ask('?sorters=-created')) as unknown[];
    const one = await ask(`/${pending[0]?.id}`);
    const refused = await ask('/pending-tasks?limit=251');
    const unauthorized = await ask('/pending-tasks', { authorization: 'Bearer none' });
    simulation.limitRate({ requests: 1, perMs: 10_000 });
    await ask('/pending-tasks');
    const limited = await ask('/pending-tasks');
    await simulation.close();

    const faults = (at: string, status: number, body: unknown): readonly string[] =>
      document.faults(responsePointer(`/task-status${at}`, 'get', status), body);
    expect(pending.length).toBeGreaterThan(50);
    expect(all.length).toBeGreaterThan(10);
    expect(faults('/pending-tasks', 200, pending)).toEqual([]);
    expect(faults('', 200, all)).toEqual([]);
    expect(faults('/{id}', 200, one)).toEqual([]);
    expect(faults('/pending-tasks', 400, refused)).toEqual([]);
    expect(faults('/pending-tasks', 401, unauthorized)).toEqual([]);
    expect(faults('/pending-tasks', 429, limited)).toEqual([]);
    // What faults nothing must be able to fault something.
    expect(faults('/pending-tasks', 200, [{ id: 7 }])).not.toEqual([]);
  });
});

const payloads = [1, 2, 3, 4].map((number) => documentPath(`payloads/sailpoint-${number}.json`));

describe.skipIf(payloads.includes(null))(
  "the vendor's sample payloads (skipped where they are not on this machine)",
  () => {
    const [list, badRequest, forbidden, token] = payloads.map((path) =>
      path === null ? undefined : (JSON.parse(readFileSync(path, 'utf8')) as unknown),
    );

    test('the list reads as a task that has ended, as its schema example has it', () => {
      // Mapping reads nothing else of a source.
      const source = { name: 'idn', provider: 'SAILPOINT' } as Parameters<typeof readTasks>[1];
      const { rows, unreadable } = readTasks(list as unknown[], source);
      expect(unreadable).toEqual([]);
      expect(rows[0]).toMatchObject({
        nativeId: 'id12345',
        title: 'Big Task',
        status: 'SUCCEEDED',
        endedAt: Date.parse('2020-07-11T21:23:15Z'),
        messages: [{ type: 'INFO', key: 'akey', text: 'Error has occurred!', parameters: [{ name: 'value' }] }],
        attributes: { identityCount: 0 },
        definition: { nativeId: '2c91808475b4334b0175e1dff64b63c5', executor: 'sailpoint.task.ServiceTaskExecutor' },
      });
    });

    test('the errors give code, tracking id and text', () => {
      expect(readError(badRequest)).toEqual({
        message: 'The request was syntactically correct but its content is semantically invalid.',
        upstreamCode: '400.1 Bad Request Content',
        requestId: 'e7eab60924f64aa284175b9fa3309599',
      });
      expect(readError(forbidden)).toEqual({
        message: 'The server understood the request but refuses to authorize it.',
        upstreamCode: '403 Forbidden',
        requestId: 'b21b1f7ce4da4d639f2c62a57171b427',
      });
    });

    test('the token answer tells its life', () => {
      expect(tokenAnswer.parse(token).expires_in).toBe(749);
    });
  },
);

import { afterEach, beforeEach, expect, test } from 'vitest';
import { createTestGraph, type TestGraph } from '../../../test/support/graph.ts';
import { createManualClock } from '../../../test/support/manual-clock.ts';
import { sailPoint } from './index.ts';
import { type SailPointSimulation, simulate } from './simulator.ts';

let simulation: SailPointSimulation;
let graph: TestGraph;
let body = '';

beforeEach(async () => {
  const clock = createManualClock(Date.parse('2026-11-22T00:00:00Z'));
  simulation = await simulate({ seed: 1, tasks: 0, now: clock.now });
  simulation.server.hook(({ path }) => (path.endsWith('/pending-tasks') ? { status: 200, body } : undefined));
  graph = createTestGraph([{ provider: sailPoint, simulation, settings: { id: 'idn', apiVersion: 'v2025' } }]);
});

afterEach(async () => {
  await graph.close();
  await simulation.close();
});

const LIST = `{ sailPointPendingTasks(first: 5) {
  nodes { nativeId messages { type } returns { name } raw }
  outcome { problem { code } }
} }`;

test('a nested member that is no JSON is not there, and raw is null, of that task alone', async () => {
  body = '[{"id":"a","messages":[{"type":NaN}],"returns":[{"name":"n"}]},{"id":"b","messages":[{"type":"INFO"}]}]';
  expect(await graph.query(LIST)).toEqual({
    sailPointPendingTasks: {
      nodes: [
        { nativeId: 'a', messages: [], returns: [{ name: 'n' }], raw: null },
        { nativeId: 'b', messages: [{ type: 'INFO' }], returns: [], raw: { id: 'b', messages: [{ type: 'INFO' }] } },
      ],
      outcome: { problem: null },
    },
  });
});

test('any other fault in the JSON fails the answer', async () => {
  body = '[{"id":"a","percentComplete":NaN},{"id":"b"}]';
  const { data, errors } = await graph.run(LIST);
  expect(data).toEqual({ sailPointPendingTasks: null });
  expect(errors).toMatchObject([{ extensions: { code: 'UPSTREAM_INVALID_RESPONSE' } }]);
});

import { expect, test } from 'vitest';
import { createMetrics } from './metrics.ts';
import { operations } from './operation-channel.ts';
import { sourceProblems, upstreamCircuits, upstreamRequests } from './upstream-channels.ts';

test('what is told before that is loaded which counts is counted too, and nothing once it is closed', async () => {
  const metrics = createMetrics(() => []);
  const request = {
    source: 's',
    method: 'GET',
    status: 200,
    aborted: false,
    durationMs: 5,
    attempts: 2,
    cached: false,
  };
  const tell = (): void => {
    upstreamRequests.publish(request);
    upstreamCircuits.publish({ source: 's', state: 'open', lastProblem: null });
    sourceProblems.publish({ source: 's', code: 'INVALID_RESPONSE' });
    operations.publish({ name: null, durationMs: 5, errorCodes: ['NOT_FOUND'] });
  };
  tell();
  await metrics.warmUp();
  tell();
  metrics.close();
  tell();
  const text = await metrics.read();
  expect(text).toContain('task_federation_upstream_requests_total{source="s",status="200",shared="false"} 2\n');
  expect(text).toContain('task_federation_upstream_tries_total{source="s"} 4\n');
  expect(text).toContain('task_federation_circuit_changes_total{source="s",state="open"} 2\n');
  expect(text).toContain('task_federation_source_problems_total{source="s",code="INVALID_RESPONSE"} 2\n');
  expect(text).toContain('task_federation_errors_total{code="NOT_FOUND"} 2\n');
});

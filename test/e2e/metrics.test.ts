import { afterEach, expect, it } from 'vitest';
import { type DemoServer, startDemoServer } from '../support/demo-server.ts';

let demo: DemoServer | null = null;
afterEach(async () => {
  await demo?.close();
  demo = null;
});

async function start() {
  const server = await startDemoServer();
  demo = server;
  return {
    server,
    async ask(query: string): Promise<void> {
      const response = await fetch(server.url, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ query }),
      });
      await response.text();
    },
    async metrics() {
      const response = await fetch(new URL('/metrics', server.url));
      expect(response.status).toBe(200);
      expect(response.headers.get('content-type')).toBe('text/plain; version=0.0.4; charset=utf-8');
      const text = await response.text();
      return { text, lines: text.split('\n') };
    },
  };
}

it('counts operations and what they asked of each upstream', async () => {
  const { ask, metrics } = await start();
  const unasked = await metrics();
  expect(unasked.lines).toContain('task_federation_source_health{source="vmware-srs-demo",state="UNKNOWN"} 1');
  await ask('{ vmwareSrsRunspaces(source: "vmware-srs-demo", first: 1) { nodes { id } } }');
  await ask('{ nothingOfTheKind }');
  const { lines } = await metrics();
  for (const line of [
    'task_federation_source_health{source="vmware-srs-demo",state="UP"} 1',
    'task_federation_source_health{source="vmware-srs-demo",state="UNKNOWN"} 0',
    'task_federation_source_health{source="sailpoint-demo",state="UNKNOWN"} 1',
    'task_federation_upstream_requests_total{source="vmware-srs-demo",status="200",shared="false"} 1',
    'task_federation_upstream_tries_total{source="vmware-srs-demo"} 1',
    'task_federation_upstream_request_seconds_count{source="vmware-srs-demo"} 1',
    'task_federation_operation_seconds_count{errors="false"} 1',
    'task_federation_operation_seconds_count{errors="true"} 1',
    'task_federation_errors_total{code="GRAPHQL_VALIDATION_FAILED"} 1',
  ]) {
    expect(lines).toContain(line);
  }
});

it('shows a circuit that opens', async () => {
  const { server, ask, metrics } = await start();
  for (const { server: upstream } of server.simulations) upstream.hook(() => ({ status: 500 }));
  for (let index = 0; index < 5; index += 1) await ask(`{ sources { tasks(first: ${index + 1}) { nodes { id } } } }`);
  const { lines } = await metrics();
  expect(lines).toContain('task_federation_source_health{source="vmware-srs-demo",state="DOWN"} 1');
  expect(lines).toContain('task_federation_circuit_changes_total{source="vmware-srs-demo",state="open"} 1');
});

it('counts how often a source was missing from a page, in whole or in part, though no error tells of it', async () => {
  const { server, ask, metrics } = await start();
  const srs = server.simulations.find(({ settings }) => settings['provider'] === 'vmware-srs');
  const merged = '{ tasks(first: 1, filter: { sources: ["vmware-srs-demo"] }) { nodes { id } } }';
  await ask(merged);
  expect((await metrics()).text).not.toContain('source_problems_total{');
  let list: { readonly status: number; readonly body: string } = { status: 200, body: '[{"id":"a"' };
  srs?.server.hook(({ path }) => (path === '/api/runspaces' ? list : undefined));
  await ask(merged);
  await ask('{ vmwareSrsRunspaces(first: 1) { nodes { id } } }');
  list = { status: 200, body: '[{"name":"without an id"}]' };
  await ask(merged);
  await ask('{ vmwareSrsRunspaces(first: 1) { nodes { id } } }');
  list = { status: 403, body: '' };
  await ask(merged);
  const { lines } = await metrics();
  for (const line of [
    'task_federation_source_problems_total{source="vmware-srs-demo",code="INVALID_RESPONSE"} 4',
    'task_federation_source_problems_total{source="vmware-srs-demo",code="FORBIDDEN"} 1',
    'task_federation_errors_total{code="UPSTREAM_INVALID_RESPONSE"} 1',
    'task_federation_source_health{source="vmware-srs-demo",state="DEGRADED"} 1',
  ]) {
    expect(lines).toContain(line);
  }
});

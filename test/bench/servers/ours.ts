import { readSources } from '../../../src/config.ts';
import { openConnections } from '../../../src/connections.ts';
import { createRequestContext } from '../../../src/context.ts';
import { providers } from '../../../src/providers/registry.ts';
import { buildSchema } from '../../../src/schema.ts';
import { createServer } from '../../../src/server.ts';
import { createReadingMemory } from '../../../src/tasks/reading-memory.ts';
import { createLogger } from '../../../src/telemetry/logger.ts';
import { createMetrics } from '../../../src/telemetry/metrics.ts';
import { configuration } from '../configuration.ts';
import { ask } from '../measure.ts';
import { type StartOptions, serve } from './serve.ts';

/**
 * So many times are the five sources connected where requests may share nothing, each request on the next of them: no upstream
 * request can then meet an equal one in flight, and nothing else differs.
 */
const SETS = 64;

serve(async ({ upstreams, isolated }: StartOptions) => {
  const sources = readSources(configuration(upstreams), providers);
  if (!sources.ok) throw new Error(sources.faults.join('\n'));
  const sets = Array.from({ length: isolated ? SETS : 1 }, () => openConnections(sources.value).all);
  const memory = createReadingMemory(268_435_456);
  let turn = 0;
  const server = createServer({
    schema: buildSchema(providers),
    createContext(scope) {
      turn = (turn + 1) % sets.length;
      return createRequestContext(sets[turn] ?? [], memory, scope);
    },
    tabs: [],
    logger: createLogger('info'),
    metrics: createMetrics(() => []),
  });
  const url = await server.listen({ host: '127.0.0.1', port: 0 });
  // Each set signs in with its first request: that is no part of what is measured.
  const body = JSON.stringify({ query: '{ tasks(first: 1) { nodes { id } } }' });
  for (const _ of sets) await ask(url, body);
  return url;
});

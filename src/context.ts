import type { RequestContext } from './graphql/request-context.ts';
import type { Connection, RequestScope } from './providers/provider.ts';
import type { ReadingMemory } from './tasks/reading-memory.ts';

/** Opens every source for one request, in order of name. */
export function createRequestContext(
  connections: readonly Connection[],
  memory: ReadingMemory,
  scope: RequestScope,
  now: number = Date.now(),
): RequestContext {
  return { sources: connections.map((connection) => connection.open(scope)).sort(byName), memory, now };
}

function byName(a: RequestContext['sources'][number], b: RequestContext['sources'][number]): number {
  return a.info.name < b.info.name ? -1 : 1;
}

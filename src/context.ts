import { tooLarge } from './graphql/errors.ts';
import { MAX_PAGES, type RequestContext } from './graphql/request-context.ts';
import type { Connection, RequestScope } from './providers/provider.ts';
import type { ReadingMemory } from './tasks/reading-memory.ts';
import type { SourceInfo, TaskSource } from './tasks/source.ts';

/** What one request is told of the connections; a source is opened for it when it is first asked for. */
export function createRequestContext(
  connections: readonly Connection[],
  memory: ReadingMemory,
  scope: RequestScope,
  now: number = Date.now(),
): RequestContext {
  const { sources, connectionOf } = directoryOf(connections);
  const opened = new Map<SourceInfo, TaskSource>();
  const open = (info: SourceInfo): TaskSource => {
    const port = opened.get(info) ?? connectionOf.get(info)?.open(scope);
    if (!port) throw new Error(`${info.name} is no source of this process`);
    opened.set(info, port);
    return port;
  };
  let pages = 0;
  const takePage = (): void => {
    pages += 1;
    if (pages > MAX_PAGES)
      throw tooLarge(`One request reads ${MAX_PAGES} pages of lists at most. Ask for less at once.`);
  };
  return { sources, open, takePage, memory, now };
}

interface Directory {
  /** In order of name. */
  readonly sources: readonly SourceInfo[];
  readonly connectionOf: ReadonlyMap<SourceInfo, Connection>;
}

const directories = new WeakMap<readonly Connection[], Directory>();

/** Made once for the connections of a process. */
function directoryOf(connections: readonly Connection[]): Directory {
  const known = directories.get(connections);
  if (known) return known;
  const made = {
    sources: connections.map(({ info }) => info).sort((a, b) => (a.name < b.name ? -1 : 1)),
    connectionOf: new Map(connections.map((connection) => [connection.info, connection])),
  };
  directories.set(connections, made);
  return made;
}

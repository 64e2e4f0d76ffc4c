import { type ConfiguredSource, type Connection, createConnectDeps } from './providers/provider.ts';

export interface Connections {
  readonly all: readonly Connection[];
  /** Signs out of every upstream that holds a session and closes the connections; waits no longer than `limitMs`. */
  close(limitMs: number): Promise<void>;
}

/** Connects the configured sources. Nothing is sent before the first request that needs it. */
export function openConnections(sources: readonly ConfiguredSource[]): Connections {
  const deps = createConnectDeps();
  const all = sources.map(({ connect }) => connect(deps));
  return {
    all,
    async close(limitMs) {
      let timer: NodeJS.Timeout | undefined;
      const limit = new Promise<void>((resolve) => {
        timer = setTimeout(resolve, limitMs);
      });
      await Promise.race([Promise.allSettled(all.map((connection) => connection.close())), limit]);
      clearTimeout(timer);
    },
  };
}

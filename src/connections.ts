import { type ConfiguredSource, type ConnectDeps, type Connection, createConnectDeps } from './providers/provider.ts';
import type { SourceHealthReading } from './telemetry/metrics.ts';

export interface Connections {
  readonly all: readonly Connection[];
  /** How each source fares, by its name. */
  health(): readonly SourceHealthReading[];
  /** Signs out of every upstream that holds a session and closes the connections; waits no longer than `limitMs`. */
  close(limitMs: number): Promise<void>;
}

/** Connects the configured sources. Nothing is sent before the first request that needs it. */
export function openConnections(
  sources: readonly ConfiguredSource[],
  deps: ConnectDeps = createConnectDeps(),
): Connections {
  const all = sources.map(({ connect }) => connect(deps));
  return {
    all,
    health: () => all.map(({ info }) => ({ source: info.name, state: info.health().state })),
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

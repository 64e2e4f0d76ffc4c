import { parseArgs } from 'node:util';
import type { CommandLine } from './config.ts';

export const HELP = `task-federation: one GraphQL graph over the task lists of many systems

  npm start                            the demo: simulated upstreams, nothing to configure
  npm start -- --config FILE.yaml      your own sources

  --config FILE   the configuration, YAML (or TASK_FEDERATION_CONFIG)
  --port PORT     0 takes any free one (or PORT, or server.port; 4000)
  --host HOST     the address to listen at (or HOST, or server.host; 127.0.0.1)
  --workers N     processes that serve, 1 to 64 (or WORKERS, or server.workers; 1)
  --help          this text

LOG_LEVEL is one of trace, debug, info, warn, error, fatal, silent. Logs go to standard error.
`;

export type ParsedCommandLine =
  | { readonly kind: 'run'; readonly options: CommandLine }
  | { readonly kind: 'help' }
  | { readonly kind: 'fault'; readonly fault: string };

/** Reads the arguments after the program's name. */
export function parseCommandLine(args: readonly string[]): ParsedCommandLine {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: {
        config: { type: 'string' },
        port: { type: 'string' },
        host: { type: 'string' },
        workers: { type: 'string' },
        help: { type: 'boolean' },
      },
    });
    if (values.help) return { kind: 'help' };
    const { config = null, port = null, host = null, workers = null } = values;
    return { kind: 'run', options: { config, port, host, workers } };
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    return { kind: 'fault', fault: error.message };
  }
}

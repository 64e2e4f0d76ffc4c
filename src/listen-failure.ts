import type { ServerAddress } from './server.ts';

/** Why the server can't listen, for the operator. */
export function listenFailure(error: unknown, { host, port }: ServerAddress): string {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  switch (code) {
    case 'EADDRINUSE':
      return `port ${port} of ${host} is in use: stop what uses it, or give another with --port (0 for any free one)`;
    case 'EACCES':
      return `port ${port} is not allowed to this user: give one from 1024 on with --port`;
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
      return `${host} is no address of this machine: give another with --host`;
    default:
      return `can't listen at ${host}, port ${port}: ${error instanceof Error ? error.message : String(error)}`;
  }
}

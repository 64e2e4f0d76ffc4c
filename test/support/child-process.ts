import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

const MAIN = fileURLToPath(new URL('../../src/main.ts', import.meta.url));

const LISTENING = /^listening on (\S+)\n/m;

export interface StartedProcess {
  readonly child: ChildProcess;
  /** What it has written so far. */
  readonly written: { stdout: string; stderr: string };
  /** The URL that it says it listens at; rejects where it exits without. */
  readonly url: Promise<string>;
  /** Its exit code, null where a signal ended it; once its last words are read, so that none of its own is left. */
  readonly exitCode: Promise<number | null>;
}

/** Starts the program as an operator does, with this environment alone. */
export function startProcess(args: readonly string[], environment: Record<string, string> = {}): StartedProcess {
  return startScript([MAIN, ...args], environment);
}

/**
 * Starts a script on this Node, with this environment alone.
 * @param listening finds in what it writes the URL that it listens at.
 */
export function startScript(
  args: readonly string[],
  environment: Record<string, string> = {},
  listening = LISTENING,
): StartedProcess {
  return watch(spawn(process.execPath, args, { env: environment, stdio: ['ignore', 'pipe', 'pipe'] }), listening);
}

/** Starts the program as npm does: within a shell, which is what gets the signals. Its exit code is told by the shell. */
export function startWithinShell(args: readonly string[]): StartedProcess {
  const command = [process.execPath, MAIN, ...args].map((word) => `'${word}'`).join(' ');
  return watch(
    // With a command after it, so that no shell replaces itself by the program.
    spawn('/bin/sh', ['-c', `${command}; :`], {
      env: { npm_lifecycle_event: 'start' },
      stdio: ['ignore', 'pipe', 'pipe'],
    }),
  );
}

function watch(child: ChildProcess, listening = LISTENING): StartedProcess {
  const written = { stdout: '', stderr: '' };
  const { promise: url, resolve, reject } = Promise.withResolvers<string>();
  for (const stream of ['stdout', 'stderr'] as const) {
    child[stream]?.setEncoding('utf8').on('data', (chunk: string) => {
      written[stream] += chunk;
      const [, found] = listening.exec(written.stdout) ?? [];
      if (found !== undefined) resolve(found);
    });
  }
  const exitCode = once(child, 'close').then(([code]) => {
    reject(new Error(`exited with ${code}: ${written.stderr}`));
    return code as number | null;
  });
  // Only those who wait for the URL want to know.
  url.catch(() => undefined);
  return { child, written, url, exitCode };
}

import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

interface Question {
  readonly id: number;
  readonly method: string;
  readonly argument: unknown;
}

interface Answer {
  readonly id: number;
  readonly result?: unknown;
  readonly error?: string;
}

/** Answers the parent's calls for the life of the process. Ends the process when the parent is gone. */
export function answerCalls(methods: Readonly<Record<string, (argument: never) => unknown>>): void {
  process.on('message', async ({ id, method, argument }: Question) => {
    let answer: Answer;
    try {
      answer = { id, result: await methods[method]?.(argument as never) };
    } catch (error) {
      answer = { id, error: error instanceof Error ? (error.stack ?? error.message) : String(error) };
    }
    process.send?.(answer);
  });
  process.on('disconnect', () => process.exit(0));
  process.send?.({ id: 0 } satisfies Answer);
}

export interface ChildOptions {
  /** The core to run on; null for any. */
  readonly core: number | null;
  /** The Node to run it. */
  readonly node?: string;
  readonly nodeOptions?: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
}

export interface Child {
  readonly pid: number;
  call<T>(method: string, argument?: unknown): Promise<T>;
  /** Ends the process and waits for its end. */
  stop(): Promise<void>;
}

const hasTaskset = spawnSync('taskset', ['--version']).status === 0;

/** The command that runs another one on a core alone; on any core for null, and where there is no `taskset`. */
export function onCore(core: number | null, command: readonly string[]): readonly string[] {
  return core !== null && hasTaskset ? ['taskset', '-c', String(core), ...command] : command;
}

/** Starts a script of this folder and waits until it answers calls. */
export async function startChild(script: string, options: ChildOptions): Promise<Child> {
  const { core, node = process.execPath, nodeOptions = [], environment = {} } = options;
  const command = [
    node,
    '--disable-warning=ExperimentalWarning',
    ...nodeOptions,
    fileURLToPath(new URL(script, import.meta.url)),
  ];
  const [file = '', ...args] = onCore(core, command);
  const child: ChildProcess = spawn(file, args, {
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    env: { ...process.env, NODE_ENV: 'production', ...environment },
  });
  const open = new Map<number, { resolve(value: never): void; reject(error: Error): void }>();
  let hasEnded = false;
  let calls = 0;
  child.on('exit', (code) => {
    hasEnded = true;
    for (const { reject } of open.values()) reject(new Error(`${script} ended with ${code}`));
  });
  const ready = new Promise<void>((resolve, reject) => {
    open.set(0, { resolve: () => resolve(), reject });
  });
  child.on('message', ({ id, result, error }: Answer) => {
    const waiting = open.get(id);
    open.delete(id);
    if (error === undefined) waiting?.resolve(result as never);
    else waiting?.reject(new Error(`${script}: ${error}`));
  });
  await ready;
  return {
    pid: child.pid ?? 0,
    call(method, argument) {
      calls += 1;
      const id = calls;
      return new Promise((resolve, reject) => {
        open.set(id, { resolve, reject });
        child.send({ id, method, argument } satisfies Question);
      });
    },
    async stop() {
      if (hasEnded) return;
      const ended = once(child, 'exit');
      child.disconnect();
      await ended;
    },
  };
}

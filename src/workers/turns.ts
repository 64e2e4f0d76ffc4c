import { z } from 'zod';
import type { ProcessTurns } from '../http/process-turns.ts';
import type { Answers, Peer } from './peer.ts';

const stopped = z.object({ key: z.string(), milliseconds: z.number() });

/** The primary process's side: one worker at a time has the turn of a key. */
export interface TurnKeeper {
  answersTo(worker: number): Answers;
  /** A worker has ended: its turns go on to the next. */
  left(worker: number): void;
}

interface Waiting {
  readonly worker: number;
  readonly resolve: (stoppedMs: number) => void;
}

/** @param peers of all workers that live. */
export function createTurnKeeper(peers: () => readonly Peer[]): TurnKeeper {
  const holders = new Map<string, number>();
  const queues = new Map<string, Waiting[]>();
  const stops = new Map<string, number>();
  const stoppedMs = (key: string): number => Math.max(0, (stops.get(key) ?? 0) - performance.now());

  const advance = (key: string): void => {
    const queue = queues.get(key) ?? [];
    while (queue.length > 0 && (stoppedMs(key) > 0 || !holders.has(key))) {
      const next = queue.shift();
      if (next && stoppedMs(key) === 0) holders.set(key, next.worker);
      next?.resolve(stoppedMs(key));
    }
  };
  const end = (worker: number, key: string): void => {
    if (holders.get(key) === worker) holders.delete(key);
    advance(key);
  };

  return {
    answersTo: (worker) => ({
      takeTurn(told) {
        const key = z.string().parse(told);
        const { promise, resolve } = Promise.withResolvers<number>();
        queues.set(key, [...(queues.get(key) ?? []), { worker, resolve }]);
        advance(key);
        return promise;
      },
      endTurn: (told) => end(worker, z.string().parse(told)),
      stopTurns(told) {
        const { key, milliseconds } = stopped.parse(told);
        stops.set(key, performance.now() + milliseconds);
        for (const peer of peers()) peer.ask('turnsStopped', told).catch(() => undefined);
      },
    }),
    left(worker) {
      for (const [key, queue] of queues) {
        queues.set(
          key,
          queue.filter((waiting) => waiting.worker !== worker),
        );
        end(worker, key);
      }
    },
  };
}

/** A worker's side. */
export interface WorkerTurns {
  readonly answers: Answers;
  of(key: string): ProcessTurns;
}

/** @param primary asked late: it is made with the answers. */
export function createWorkerTurns(primary: () => Peer): WorkerTurns {
  const listeners = new Map<string, (milliseconds: number) => void>();
  const tell = (what: string, argument: unknown): void => {
    primary()
      .ask(what, argument)
      .catch(() => undefined);
  };
  return {
    answers: {
      turnsStopped(told) {
        const { key, milliseconds } = stopped.parse(told);
        listeners.get(key)?.(milliseconds);
      },
    },
    of: (key) => ({
      take: async () => z.number().parse(await primary().ask('takeTurn', key)),
      end: () => tell('endTurn', key),
      stop: (milliseconds) => tell('stopTurns', { key, milliseconds }),
      onStop: (listener) => listeners.set(key, listener),
    }),
  };
}

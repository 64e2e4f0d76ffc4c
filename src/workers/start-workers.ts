import cluster, { type Worker } from 'node:cluster';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import type { Served } from '../serve.ts';
import type { Logger } from '../telemetry/logger.ts';
import { createMetricsSum } from './metrics-sum.ts';
import type { Orders } from './orders.ts';
import { createPeer, type Peer } from './peer.ts';
import { createTurnKeeper } from './turns.ts';

const SCRIPT = fileURLToPath(new URL('../worker.ts', import.meta.url));

/** A worker that lived longer did not end because of how it began. */
const SETTLED_MS = 60_000;
const MIN_DELAY_MS = 100;
const MAX_DELAY_MS = 30_000;

/** Starts in a row, of one worker, that came to nothing. */
const MAX_MISSES = 5;

/** More than a worker needs to finish what is in flight and to sign out; one that takes longer has come to a stand. */
const STOP_MS = 20_000;

export interface WorkersOptions {
  readonly count: number;
  /** 0 for any free one: all workers listen at the same. */
  readonly port: number;
  readonly orders: Pick<Orders, 'text' | 'demo'>;
  readonly logger: Logger;
}

interface Member {
  readonly worker: Worker;
  readonly peer: Peer;
  readonly startedAt: number;
  isListening: boolean;
}

/** Starts of one worker that ended soon, in a row. */
interface Tries {
  /** Ended within a minute of its start. */
  readonly short: number;
  /** Ended before it listened. */
  readonly missed: number;
}

/**
 * Runs the server in `count` processes, which share its port. Resolves once every one of them listens. One that ends is replaced,
 * the sooner the longer it lived; the others go on. The service is lost when one does not come up again.
 * Node's cluster leaves a connection unanswered that it hands to a worker in the instant in which that one goes, until this process ends.
 */
export async function startWorkers({ count, port, orders, logger }: WorkersOptions): Promise<Served> {
  cluster.setupPrimary({ exec: SCRIPT });
  const team = new Map<number, Member>();
  const metrics = createMetricsSum(() => [...team].map(([number, { peer }]) => [number, peer]));
  const turns = createTurnKeeper(() => [...team.values()].map(({ peer }) => peer));
  const begun = Promise.withResolvers<Served>();
  const lost = Promise.withResolvers<string>();
  const allEnded = Promise.withResolvers<void>();
  const timers = new Set<NodeJS.Timeout>();
  let isStopping = false;
  let hasBegun = false;
  let url: string | null = null;

  const killAll = (): void => {
    for (const { worker } of team.values()) worker.process.kill('SIGKILL');
  };
  process.once('exit', killAll);

  const stop = async (): Promise<void> => {
    isStopping = true;
    for (const timer of timers) clearTimeout(timer);
    if (team.size === 0) return;
    for (const { peer } of team.values()) peer.ask('stop').catch(() => undefined);
    const timer = setTimeout(() => {
      logger.warn('workers that do not stop are ended');
      killAll();
    }, STOP_MS);
    await allEnded.promise;
    clearTimeout(timer);
  };

  const fail = async (fault: string): Promise<void> => {
    isStopping = true;
    killAll();
    if (team.size > 0) await allEnded.promise;
    begun.resolve({ ok: false, fault });
  };

  const start = (number: number, tries: Tries): void => {
    // The port that was free at first is bound as long as any worker lives; when none does, it must be asked for by its number.
    if (url !== null && team.size === 0) port = Number(new URL(url).port);
    const worker = cluster.fork();
    const peer = createPeer(
      {
        // A worker that is gone is told of by its exit.
        send: (message) => worker.isConnected() && worker.send(message, () => undefined),
        onMessage: (listener) => worker.on('message', listener),
      },
      {
        ...turns.answersTo(number),
        orders: (): Orders => ({ ...orders, number, port }),
        listening(told) {
          member.isListening = true;
          url ??= z.string().parse(told);
          if (team.size === count && [...team.values()].every(({ isListening }) => isListening)) {
            hasBegun = true;
            begun.resolve({ ok: true, service: { url, stop, lost: lost.promise } });
          }
        },
        failed(told) {
          const fault = z.string().parse(told);
          if (hasBegun) logger.error({ worker: number, fault }, 'a worker could not begin');
          else void fail(fault);
        },
        metrics: () => metrics.read(),
      },
    );
    const member: Member = { worker, peer, startedAt: performance.now(), isListening: false };
    team.set(number, member);

    worker.on('error', (error) => logger.error({ worker: number, err: error }, 'a worker failed'));
    worker.once('exit', (code, signal) => {
      team.delete(number);
      peer.close();
      metrics.ended(number);
      turns.left(number);
      if (isStopping) {
        if (team.size === 0) allEnded.resolve();
        return;
      }
      logger.error({ worker: number, code, signal }, 'a worker has ended');
      const isShort = performance.now() - member.startedAt < SETTLED_MS;
      const next = { short: isShort ? tries.short + 1 : 0, missed: member.isListening ? 0 : tries.missed + 1 };
      if (next.missed >= MAX_MISSES) {
        const reason = `a worker did not come up in ${MAX_MISSES} tries`;
        logger.fatal({ worker: number }, reason);
        if (hasBegun) lost.resolve(reason);
        else void fail(reason);
        return;
      }
      const delayMs = Math.min(MIN_DELAY_MS * 2 ** next.short, MAX_DELAY_MS);
      const timer = setTimeout(() => {
        timers.delete(timer);
        start(number, next);
      }, delayMs);
      timers.add(timer);
    });
  };

  for (let number = 1; number <= count; number += 1) start(number, { short: 0, missed: 0 });
  return begun.promise;
}

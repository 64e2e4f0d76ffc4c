import { z } from 'zod';
import type { MetricsSnapshot } from '../telemetry/metrics.ts';
import { sumMetrics, sumOfEnded } from '../telemetry/sum-metrics.ts';
import type { Peer } from './peer.ts';

const snapshot = z.array(z.looseObject({}));

/** A worker that does not answer in this time is counted as it was last seen. */
const ANSWER_MS = 1000;

export interface MetricsSum {
  /** What all workers have counted, in Prometheus' text format. */
  read(): Promise<string>;
  /** A worker has ended: what it was last seen to have counted stays, so that no sum goes down. */
  ended(worker: number): void;
}

/** @param workers those that live, by number. */
export function createMetricsSum(workers: () => readonly (readonly [number: number, peer: Peer])[]): MetricsSum {
  const seen = new Map<number, MetricsSnapshot>();
  let past: Promise<MetricsSnapshot> = Promise.resolve([]);

  const look = async ([number, peer]: readonly [number, Peer]): Promise<void> => {
    const limit = Promise.withResolvers<undefined>();
    const timer = setTimeout(limit.resolve, ANSWER_MS, undefined);
    const told = snapshot.safeParse(await Promise.race([peer.ask('metrics').catch(() => undefined), limit.promise]));
    clearTimeout(timer);
    if (told.success && workers().some(([, living]) => living === peer)) seen.set(number, told.data);
  };

  return {
    async read() {
      await Promise.all(workers().map(look));
      return sumMetrics([...seen.values(), await past]);
    },
    ended(worker) {
      const last = seen.get(worker);
      seen.delete(worker);
      if (last) past = past.then((before) => sumOfEnded([before, last]));
    },
  };
}

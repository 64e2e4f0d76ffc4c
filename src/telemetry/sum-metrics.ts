import { AggregatorRegistry } from 'prom-client';
import type { MetricsSnapshot } from './metrics.ts';

/** What several processes have counted, as one: sums, but for gauges that say otherwise of themselves. In Prometheus' text format. */
export function sumMetrics(snapshots: readonly MetricsSnapshot[]): Promise<string> {
  return AggregatorRegistry.aggregate([...snapshots]).metrics();
}

/** What stays of processes that have ended: what they counted, without what they measured last. */
export async function sumOfEnded(snapshots: readonly MetricsSnapshot[]): Promise<MetricsSnapshot> {
  const counted = snapshots.map((metrics) =>
    metrics.filter((metric) => !('type' in metric) || metric.type !== 'gauge'),
  );
  return AggregatorRegistry.aggregate(counted).getMetricsAsJSON();
}

/** How often values were at most so large, for each word of one label, in Prometheus' terms. */
export interface Histogram {
  observe(word: string, value: number): void;
  /** In Prometheus' text format. */
  text(): string;
}

export interface HistogramOptions {
  readonly name: string;
  readonly help: string;
  readonly label: string;
  /** Ascending upper bounds. */
  readonly bounds: readonly number[];
}

interface Tally {
  /** Values under each bound and over the one before; the last are over all. */
  readonly counts: number[];
  sum: number;
}

/** Counts at the cost of a look-up: prom-client's own makes a key of text, objects and closures of each value. */
export function createHistogram({ name, help, label, bounds }: HistogramOptions): Histogram {
  const tallies = new Map<string, Tally>();
  const linesOf = ([word, { counts, sum }]: [string, Tally]): readonly string[] => {
    let total = 0;
    const buckets = counts.map((count, index) => {
      total += count;
      return `${name}_bucket{le="${bounds[index] ?? '+Inf'}",${label}="${word}"} ${total}`;
    });
    return [...buckets, `${name}_sum{${label}="${word}"} ${sum}`, `${name}_count{${label}="${word}"} ${total}`];
  };
  return {
    observe(word, value) {
      let tally = tallies.get(word);
      if (!tally) {
        tally = { counts: [...bounds, Number.POSITIVE_INFINITY].map(() => 0), sum: 0 };
        tallies.set(word, tally);
      }
      let index = 0;
      while (index < bounds.length && value > (bounds[index] ?? 0)) index += 1;
      tally.counts[index] = (tally.counts[index] ?? 0) + 1;
      tally.sum += value;
    },
    text: () => [`# HELP ${name} ${help}`, `# TYPE ${name} histogram`, ...[...tallies].flatMap(linesOf), ''].join('\n'),
  };
}

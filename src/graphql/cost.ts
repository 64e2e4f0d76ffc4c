/** What an operation, or a part of one, asks for at the most. */
export interface Cost {
  /** Fields within fields. */
  readonly depth: number;
  /** Pages of lists, one within each task of another counted as many times as a page holds tasks. */
  readonly pages: number;
  /** Values in the answer. */
  readonly values: number;
  /** Ids that are looked up by lists of them. */
  readonly lookups: number;
  /** Parts that `@defer` puts off, one in each task of a page counted as many times as a page holds tasks. */
  readonly deferred: number;
}

export const NOTHING: Cost = { depth: 0, pages: 0, values: 0, lookups: 0, deferred: 0 };

/** An item of a list that holds nothing more. */
export const ITEM: Cost = { ...NOTHING, values: 1 };

/** A field that leads to nothing more. */
export const LEAF: Cost = { ...NOTHING, depth: 1, values: 1 };

/** Of selections side by side. */
export function sum(one: Cost, other: Cost): Cost {
  return bounded({
    depth: Math.max(one.depth, other.depth),
    pages: one.pages + other.pages,
    values: one.values + other.values,
    lookups: one.lookups + other.lookups,
    deferred: one.deferred + other.deferred,
  });
}

/** Of selections of which a value meets one alone: no value is of two types. */
export function largest(one: Cost, other: Cost): Cost {
  return {
    depth: Math.max(one.depth, other.depth),
    pages: Math.max(one.pages, other.pages),
    values: Math.max(one.values, other.values),
    lookups: Math.max(one.lookups, other.lookups),
    deferred: Math.max(one.deferred, other.deferred),
  };
}

/** Numbers to count with: fragments that multiply at each step would reach infinity, and no times that is no number. */
export function bounded({ depth, pages, values, lookups, deferred }: Cost): Cost {
  return {
    depth,
    pages: Math.min(pages, Number.MAX_SAFE_INTEGER),
    values: Math.min(values, Number.MAX_SAFE_INTEGER),
    lookups: Math.min(lookups, Number.MAX_SAFE_INTEGER),
    deferred: Math.min(deferred, Number.MAX_SAFE_INTEGER),
  };
}

/** Of a fragment that `@defer` puts off. */
export function putOff(cost: Cost): Cost {
  return { ...cost, deferred: cost.deferred + 1 };
}

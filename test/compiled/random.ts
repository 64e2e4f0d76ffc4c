/** A source of choices, the same for the same seed. */
export interface Random {
  /** True so often, of 1. */
  chance(share: number): boolean;
  /** 0 to `below` - 1. */
  integer(below: number): number;
  pick<T>(values: readonly T[]): T;
}

/** Mulberry32: small, and good enough to choose by. */
export function createRandom(seed: number): Random {
  let state = seed >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const integer = (below: number): number => Math.floor(next() * below);
  return {
    chance: (share) => next() < share,
    integer,
    pick(values) {
      if (values.length === 0) throw new Error('nothing to pick from');
      // In range by the line above; it may well be an undefined that was asked for.
      return values[integer(values.length)] as (typeof values)[number];
    },
  };
}

import { uniformInt } from 'pure-rand/distribution/uniformInt';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';

/** A stream of choices that is the same for the same seed. */
export interface Random {
  /** A whole number from `min` to `max`, both included. */
  int(min: number, max: number): number;
  pick<T>(values: readonly [T, ...T[]]): T;
  /** True once in `oneIn` times. */
  chance(oneIn: number): boolean;
  /** `length` lower-case hexadecimal digits. */
  hex(length: number): string;
  uuid(): string;
}

export function createRandom(seed: number): Random {
  const generator = xoroshiro128plus(seed);
  const int = (min: number, max: number): number => uniformInt(generator, min, max);
  const hex = (length: number): string => Array.from({ length }, () => int(0, 15).toString(16)).join('');
  return {
    int,
    hex,
    pick: (values) => values[int(0, values.length - 1)] ?? values[0],
    chance: (oneIn) => int(1, oneIn) === 1,
    uuid: () => [8, 4, 4, 4, 12].map(hex).join('-'),
  };
}

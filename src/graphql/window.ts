import type { BuilderTypes } from './builder.ts';
import { badUserInput } from './errors.ts';

export const MAX_PAGE_SIZE = 200;
export const DEFAULT_PAGE_SIZE = 20;

export interface WindowArguments {
  readonly first?: number | null | undefined;
  readonly last?: number | null | undefined;
}

/** How many tasks to take, and from which end of what lies between the cursors. */
export interface PageWindow {
  readonly size: number;
  readonly from: 'start' | 'end';
}

/** Reads `first` and `last`: 0 to 200, one of them, 20 from the start where neither is given. */
export function readWindow({ first, last }: WindowArguments): PageWindow {
  if (typeof first === 'number' && typeof last === 'number') {
    throw badUserInput(
      '`first` and `last` are both given: `first` takes from the start, `last` from the end; give one.',
    );
  }
  if (typeof last === 'number') return { size: checked('last', last), from: 'end' };
  return { size: checked('first', first ?? DEFAULT_PAGE_SIZE), from: 'start' };
}

function checked(name: string, size: number): number {
  if (size >= 0 && size <= MAX_PAGE_SIZE) return size;
  throw badUserInput(`\`${name}\` is ${size}: give 0 to ${MAX_PAGE_SIZE}, and page on with a cursor.`);
}

/** Pothos' builder of a field's arguments. */
export type ArgumentBuilder = PothosSchemaTypes.QueryFieldBuilder<BuilderTypes, object>['arg'];

/** `first`, `after`, `last` and `before`, as every list that pages both ways takes them. */
export function windowArguments(arg: ArgumentBuilder) {
  return {
    first: arg.int({
      description: `At most this many from the start: 0 to ${MAX_PAGE_SIZE}, ${DEFAULT_PAGE_SIZE} where \`last\` is not given either.`,
    }),
    after: arg.string({ description: 'A cursor: only what comes after it.' }),
    last: arg.int({ description: `At most this many from the end: 0 to ${MAX_PAGE_SIZE}.` }),
    before: arg.string({ description: 'A cursor: only what comes before it.' }),
  };
}

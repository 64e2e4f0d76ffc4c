import { setImmediate } from 'node:timers/promises';
import { defaultFieldResolver, type GraphQLSchema } from 'graphql';

type Outcome = { readonly value: unknown } | { readonly error: unknown };

interface Noted {
  readonly outcome: Outcome;
  /** Whether the resolver answered at once. */
  readonly isImmediate: boolean;
}

/** What the root fields of one operation came to, in the order in which they did. */
export class RootOutcomes {
  readonly #noted = new Map<string, Noted>();
  #promises: ReadonlyMap<string, Promise<unknown>> | null = null;

  note(key: string, outcome: Outcome, isImmediate: boolean): void {
    this.#noted.set(key, { outcome, isImmediate });
  }

  get isEmpty(): boolean {
    return this.#noted.size === 0;
  }

  /** Throws what the field's resolver failed with. */
  value(key: string): unknown {
    const noted = this.#noted.get(key);
    return noted && settle(noted.outcome);
  }

  /** As the resolver did: at once, or by a promise that settles after those that settled before it. */
  again(key: string): unknown {
    if (this.#noted.get(key)?.isImmediate) return this.value(key);
    this.#promises ??= this.#inTurn();
    return this.#promises.get(key);
  }

  #inTurn(): ReadonlyMap<string, Promise<unknown>> {
    const promises = new Map<string, Promise<unknown>>();
    let turn = nextTurn();
    for (const [key, { outcome, isImmediate }] of this.#noted) {
      if (isImmediate) continue;
      const settled = turn.then(() => settle(outcome));
      promises.set(key, settled);
      // Whatever follows from one is over before the next one settles, as where answers come one after the other.
      turn = settled.then(nextTurn, nextTurn);
    }
    return promises;
  }
}

function nextTurn(): Promise<void> {
  return setImmediate();
}

function settle(outcome: Outcome): unknown {
  if ('error' in outcome) throw outcome.error;
  return outcome.value;
}

/** Lets root fields, asked for on a {@link RootOutcomes}, resolve to what they came to before. Changes the schema that is given. */
export function resolveOutcomesAgain(schema: GraphQLSchema): void {
  for (const field of Object.values(schema.getQueryType()?.getFields() ?? {})) {
    const { resolve = defaultFieldResolver } = field;
    field.resolve = (root: unknown, args, context, info) =>
      root instanceof RootOutcomes ? root.again(String(info.path.key)) : resolve(root, args, context, info);
  }
}

import { GraphQLObjectType, type GraphQLResolveInfo, GraphQLSchema } from 'graphql';

type Outcome = { readonly value: unknown } | { readonly error: unknown };

interface Noted {
  readonly outcome: Outcome;
  /** Whether the resolver answered at once. */
  readonly isImmediate: boolean;
}

/** What the root fields of one operation came to, in the order in which they did. */
export class RootOutcomes {
  readonly #noted = new Map<string, Noted>();
  #hasFailures = false;
  #promises: ReadonlyMap<string, Promise<unknown>> | null = null;

  note(key: string, outcome: Outcome, isImmediate: boolean): void {
    this.#noted.set(key, { outcome, isImmediate });
    this.#hasFailures ||= 'error' in outcome;
  }

  get hasFailures(): boolean {
    return this.#hasFailures;
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
    let turn: Promise<unknown> = Promise.resolve();
    for (const [key, { outcome, isImmediate }] of this.#noted) {
      if (isImmediate) continue;
      const settled = turn.then(() => settle(outcome));
      promises.set(key, settled);
      turn = settled.catch(() => undefined);
    }
    return promises;
  }
}

function settle(outcome: Outcome): unknown {
  if ('error' in outcome) throw outcome.error;
  return outcome.value;
}

/** The same schema, but that its root fields resolve to what they came to before: a {@link RootOutcomes} as the root value. */
export function schemaOfOutcomes(schema: GraphQLSchema): GraphQLSchema {
  const query = schema.getQueryType();
  if (!query) return schema;
  const queryConfig = query.toConfig();
  const fields = Object.entries(queryConfig.fields).map(([name, field]) => [name, { ...field, resolve: outcomeAgain }]);
  const config = schema.toConfig();
  return new GraphQLSchema({
    ...config,
    types: config.types.filter((type) => type !== query),
    query: new GraphQLObjectType({ ...queryConfig, fields: Object.fromEntries(fields) }),
  });
}

function outcomeAgain(root: RootOutcomes, _args: unknown, _context: unknown, { path }: GraphQLResolveInfo): unknown {
  return root.again(String(path.key));
}

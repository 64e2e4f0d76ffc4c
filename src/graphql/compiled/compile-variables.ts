import { type GraphQLSchema, getVariableValues, Kind, type VariableDefinitionNode } from 'graphql';

/** An operation's variables as coerced from what the client gives; null where something does not fit. */
export type ReadVariables = (given: Readonly<Record<string, unknown>>) => Record<string, unknown> | null;

type Takes = (value: unknown) => boolean;

/** The values that a type of GraphQL's own takes as they are. */
const TAKES: ReadonlyMap<string, Takes> = new Map<string, Takes>([
  ['String', (value) => typeof value === 'string'],
  ['ID', (value) => typeof value === 'string'],
  ['Boolean', (value) => typeof value === 'boolean'],
  ['Int', (value) => typeof value === 'number' && Number.isInteger(value) && Math.abs(value) < 2 ** 31],
]);

/** graphql's `getVariableValues`, which looks up each type anew for each request; values that are taken as they are need none. */
export function compileVariables(schema: GraphQLSchema, definitions: readonly VariableDefinitionNode[]): ReadVariables {
  const readAll: ReadVariables = (given) =>
    getVariableValues(schema, definitions, given, { maxErrors: 1 }).coerced ?? null;
  const readers: { readonly name: string; readonly takes: Takes }[] = [];
  for (const { variable, type } of definitions) {
    const named = type.kind === Kind.NON_NULL_TYPE ? type.type : type;
    const takes = named.kind === Kind.NAMED_TYPE ? TAKES.get(named.name.value) : undefined;
    if (!takes) return readAll;
    readers.push({ name: variable.name.value, takes });
  }
  return (given) => {
    const values: Record<string, unknown> = {};
    for (const { name, takes } of readers) {
      const value = Object.hasOwn(given, name) ? given[name] : undefined;
      // Null, one that is left out, another type's value: what becomes of those is graphql's to say.
      if (!takes(value)) return readAll(given);
      values[name] = value;
    }
    return values;
  };
}

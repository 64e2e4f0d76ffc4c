import {
  defaultFieldResolver,
  type FieldNode,
  type GraphQLAbstractType,
  GraphQLBoolean,
  type GraphQLEnumType,
  type GraphQLField,
  GraphQLID,
  GraphQLInt,
  type GraphQLLeafType,
  type GraphQLObjectType,
  type GraphQLOutputType,
  GraphQLString,
  getNullableType,
  isEnumType,
  isLeafType,
  isListType,
  isNonNullType,
  isObjectType,
} from 'graphql';
import { isPure } from '../pure.ts';
import { type Chosen, collectFields } from './collect-fields.ts';
import { isPromise } from './is-promise.ts';

/**
 * Turns what a field resolved to into its part of the answer, at once. Throws, whatever it may be, for all that is out of the
 * ordinary: an error among the values, a promise, null where there must be none, a value that does not fit its type.
 */
export type Complete = (value: unknown) => unknown;

/** Thrown by {@link compileCompletion} for what only the plain executor can do. */
export class NotCompilable extends Error {
  override readonly name = 'NotCompilable';
}

/** Thrown where a value is out of the ordinary; nobody reads it, so it has no stack to pay for. */
const DEPARTURE: unknown = { departure: 'for the plain executor' };

/** Selections that one operation may still have, counted for each type that they may meet: code is made for all of them. */
export interface Budget {
  selections: number;
}

/**
 * Compiles completion for what these fields select below a root field. An object becomes one function with a property access
 * for each exposed field: no call and no promise a field.
 * @throws NotCompilable where a nested field has a resolver of its own that is not pure, or where the budget is spent.
 */
export function compileCompletion(
  chosen: Chosen,
  type: GraphQLOutputType,
  nodes: readonly FieldNode[],
  budget: Budget,
): Complete {
  const completionOf = (output: GraphQLOutputType, below: readonly FieldNode[]): Complete => {
    const nullable = getNullableType(output);
    const complete = isListType(nullable)
      ? listOf(completionOf(nullable.ofType, below))
      : isLeafType(nullable)
        ? leafOf(nullable)
        : isObjectType(nullable)
          ? objectOf(nullable, below)
          : abstractOf(nullable as GraphQLAbstractType, below);
    return isNonNullType(output) ? complete : (value) => (value == null ? null : complete(value));
  };

  const objectOf = (object: GraphQLObjectType, below: readonly FieldNode[]): Complete => {
    const sets = below.flatMap(({ selectionSet }) => selectionSet ?? []);
    const code = createObjectCode(object);
    for (const [key, fieldNodes] of collectFields(chosen, object, sets)) {
      budget.selections -= 1;
      const name = fieldNodes[0]?.name.value ?? '';
      const field = object.getFields()[name];
      // As a property `__proto__` would be the prototype of the answer.
      if (budget.selections < 0 || key === '__proto__') throw new NotCompilable();
      if (name === '__typename') code.addTypename(key);
      else if (!field) throw new NotCompilable();
      else code.addField(key, field, () => completionOf(field.type, fieldNodes));
    }
    return code.build();
  };

  const abstractOf = (abstract: GraphQLAbstractType, below: readonly FieldNode[]): Complete => {
    const { resolveType } = abstract;
    if (!resolveType) throw new NotCompilable();
    const byName = new Map(
      chosen.schema.getPossibleTypes(abstract).map((object) => [object.name, objectOf(object, below)]),
    );
    return (value) => {
      // Without context and info: one that needs them throws here, and finds them in the plain executor.
      const typename = resolveType(value, undefined, undefined as never, abstract);
      const complete = typeof typename === 'string' ? byName.get(typename) : undefined;
      if (!complete) throw DEPARTURE;
      return complete(value);
    };
  };

  return completionOf(type, nodes);
}

function listOf(complete: Complete): Complete {
  return (value) => {
    if (!Array.isArray(value)) throw DEPARTURE;
    const items: unknown[] = [];
    for (const item of value) items.push(complete(item));
    return items;
  };
}

function leafOf(type: GraphQLLeafType): Complete {
  return (value) => {
    // A function would be called by the plain executor, a promise awaited.
    if (value == null || typeof value === 'function' || value instanceof Error || isPromise(value)) throw DEPARTURE;
    const serialized = type.serialize(value);
    if (serialized == null) throw DEPARTURE;
    return serialized;
  };
}

const NO_ARGUMENTS = Object.freeze({});

/** Tests, as code on `a`, for values that are their own serialization. */
const AS_IT_IS: ReadonlyMap<GraphQLOutputType, string> = new Map<GraphQLOutputType, string>([
  [GraphQLString, "typeof a === 'string'"],
  [GraphQLID, "typeof a === 'string'"],
  [GraphQLBoolean, "typeof a === 'boolean'"],
  [GraphQLInt, '(a | 0) === a'],
]);

/** The words of an enum whose values are their own names. */
function namesOf(type: GraphQLEnumType): ReadonlySet<unknown> {
  return new Set(type.getValues().flatMap(({ name, value }) => (name === value ? [name] : [])));
}

/**
 * The code of a function that makes an answer's object in one literal. What it is made of are names: GraphQL's grammar lets
 * them be letters, digits and underscores alone, and they are quoted all the same. Everything else is bound as a value.
 *
 * What {@link isPromise} asks stands in each such function: one meets objects of few shapes, a function for all too many to be
 * fast.
 */
function createObjectCode(type: GraphQLObjectType) {
  const bound: unknown[] = [];
  const bind = (value: unknown): string => `k${bound.push(value) - 1}`;
  const members: string[] = [];
  const { isTypeOf } = type;
  const hasType = isTypeOf && bind((value: object) => isTypeOf(value, undefined, undefined as never) === true);
  const error = bind(Error);
  const departure = bind(DEPARTURE);

  return {
    addTypename(key: string): void {
      members.push(`${JSON.stringify(key)}: ${JSON.stringify(type.name)}`);
    },
    addField(key: string, field: GraphQLField<unknown, unknown>, completion: () => Complete): void {
      const nullable = getNullableType(field.type);
      const test = isEnumType(nullable) ? `${bind(namesOf(nullable))}.has(a)` : AS_IT_IS.get(nullable);
      const complete = bind(completion());
      const value = test === undefined ? `${complete}(a)` : `${test} ? a : ${complete}(a)`;
      members.push(`${JSON.stringify(key)}: (a = ${readOf(field)}, ${value})`);
    },
    build(): Complete {
      const names = bound.map((_value, index) => `k${index}`).join(', ');
      const text = `const [${names}] = bound;
return (v) => {
  if (typeof v !== 'object' || v === null || v instanceof ${error}) throw ${departure};
  if ('then' in v && typeof v.then === 'function') throw ${departure};
  ${hasType ? `if (!${hasType}(v)) throw ${departure};` : ''}
  let a;
  return { ${members.join(', ')} };
};`;
      return new Function('bound', text)(bound);
    },
  };

  function readOf(field: GraphQLField<unknown, unknown>): string {
    const { resolve } = field;
    if (!resolve || resolve === defaultFieldResolver) return `v[${JSON.stringify(field.name)}]`;
    if (!isPure(field.extensions) || field.args.length > 0) throw new NotCompilable();
    return `${bind((parent: unknown) => resolve(parent, NO_ARGUMENTS, undefined, undefined as never))}(v)`;
  }
}

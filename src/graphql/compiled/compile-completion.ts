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
import { type Complete, CompletionCode, type Expression } from './completion-code.ts';
import { isPromise } from './is-promise.ts';

/** Thrown by {@link compileCompletion} for what only the plain executor can do. */
export class NotCompilable extends Error {
  override readonly name = 'NotCompilable';
}

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
  const code = new CompletionCode();
  const leaves = new Map<GraphQLLeafType, Leaf>();

  const completionOf = (output: GraphQLOutputType, below: readonly FieldNode[]): Expression => {
    const nullable = getNullableType(output);
    if (isLeafType(nullable)) {
      const leaf = leaves.get(nullable) ?? leafOf(code, nullable);
      leaves.set(nullable, leaf);
      return isNonNullType(output) ? leaf.required : leaf.nullable;
    }
    const complete = isListType(nullable)
      ? listOf(code, completionOf(nullable.ofType, below))
      : isObjectType(nullable)
        ? objectOf(nullable, below)
        : abstractOf(nullable as GraphQLAbstractType, below);
    return isNonNullType(output) ? complete : orNull(complete);
  };

  const objectOf = (object: GraphQLObjectType, below: readonly FieldNode[]): Expression => {
    const sets = below.flatMap(({ selectionSet }) => selectionSet ?? []);
    const members: string[] = [];
    for (const [key, fieldNodes] of collectFields(chosen, object, sets)) {
      budget.selections -= 1;
      const name = fieldNodes[0]?.name.value ?? '';
      const field = object.getFields()[name];
      // As a property `__proto__` would be the prototype of the answer.
      if (budget.selections < 0 || key === '__proto__') throw new NotCompilable();
      if (name !== '__typename' && !field) throw new NotCompilable();
      const value = field
        ? `(a = ${readOf(code, field)}, ${completionOf(field.type, fieldNodes)('a')})`
        : JSON.stringify(object.name);
      // GraphQL's grammar lets names be letters, digits and underscores alone; they are quoted all the same.
      members.push(`${JSON.stringify(key)}: ${value}`);
    }
    const { isTypeOf } = object;
    const isOther = (value: object): boolean => isTypeOf?.(value, undefined, undefined as never) !== true;
    return code.add(
      object.name,
      `if (typeof v !== 'object' || v === null || v instanceof Error) ${code.depart}`,
      // What {@link isPromise} asks, here of objects of few shapes.
      `if ('then' in v && typeof v.then === 'function') ${code.depart}`,
      isTypeOf ? `if (${code.bind(isOther)}(v)) ${code.depart}` : '',
      'let a;',
      `return { ${members.join(', ')} };`,
    );
  };

  const abstractOf = (abstract: GraphQLAbstractType, below: readonly FieldNode[]): Expression => {
    const { resolveType } = abstract;
    if (!resolveType) throw new NotCompilable();
    // Without context and info: one that needs them throws here, and finds them in the plain executor.
    const nameOf = code.bind((value: unknown) => resolveType(value, undefined, undefined as never, abstract));
    const cases = chosen.schema
      .getPossibleTypes(abstract)
      .map((object) => `case ${JSON.stringify(object.name)}: return ${objectOf(object, below)('v')};`);
    return code.add(abstract.name, `switch (${nameOf}(v)) {`, ...cases, `default: ${code.depart}`, '}');
  };

  return code.build(completionOf(type, nodes));
}

function orNull(complete: Expression): Expression {
  return (a) => `(${a} == null ? null : ${complete(a)})`;
}

function listOf(code: CompletionCode, complete: Expression): Expression {
  return code.add(
    'list',
    `if (!Array.isArray(v)) ${code.depart}`,
    'const items = [];',
    `for (const a of v) items.push(${complete('a')});`,
    'return items;',
  );
}

interface Leaf {
  readonly required: Expression;
  readonly nullable: Expression;
}

function leafOf(code: CompletionCode, type: GraphQLLeafType): Leaf {
  const serialize = code.bind((value: unknown) => type.serialize(value));
  const complete = code.add(
    type.name,
    // A function would be called by the plain executor, a promise awaited.
    `if (v == null || typeof v === 'function' || v instanceof Error || ${code.bind(isPromise)}(v)) ${code.depart}`,
    `const serialized = ${serialize}(v);`,
    `if (serialized == null) ${code.depart}`,
    'return serialized;',
  );
  const names = isEnumType(type) ? code.bind(namesOf(type)) : null;
  const isItself = names === null ? AS_IT_IS.get(type) : (a: string) => `${names}.has(${a})`;
  const unlessItself = (rest: Expression): Expression =>
    isItself ? (a) => `(${isItself(a)} ? ${a} : ${rest(a)})` : rest;
  return { required: unlessItself(complete), nullable: unlessItself(orNull(complete)) };
}

/** Tests for values that are their own serialization. */
const AS_IT_IS: ReadonlyMap<GraphQLLeafType, Expression> = new Map<GraphQLLeafType, Expression>([
  [GraphQLString, (a) => `typeof ${a} === 'string'`],
  [GraphQLID, (a) => `typeof ${a} === 'string'`],
  [GraphQLBoolean, (a) => `typeof ${a} === 'boolean'`],
  [GraphQLInt, (a) => `(${a} | 0) === ${a}`],
]);

/** The words of an enum whose values are their own names. */
function namesOf(type: GraphQLEnumType): ReadonlySet<unknown> {
  return new Set(type.getValues().flatMap(({ name, value }) => (name === value ? [name] : [])));
}

const NO_ARGUMENTS = Object.freeze({});

function readOf(code: CompletionCode, field: GraphQLField<unknown, unknown>): string {
  const { resolve } = field;
  if (!resolve || resolve === defaultFieldResolver) return `v[${JSON.stringify(field.name)}]`;
  if (!isPure(field.extensions) || field.args.length > 0) throw new NotCompilable();
  return `${code.bind(resolve)}(v, ${code.bind(NO_ARGUMENTS)})`;
}

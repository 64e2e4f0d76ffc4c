import {
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLField,
  type GraphQLObjectType,
  type GraphQLSchema,
  getOperationAST,
  Kind,
  type OperationDefinitionNode,
  visit,
} from 'graphql';
import { LRUCache } from 'lru-cache';
import { type Chosen, collectFields } from './collect-fields.ts';
import { compileArguments, type ReadArguments } from './compile-arguments.ts';
import { type Budget, type Complete, compileCompletion, NotCompilable } from './compile-completion.ts';

/** A root field: what its resolver is told, and what becomes of what it resolves to. */
export interface CompiledField {
  readonly key: string;
  readonly nodes: readonly [FieldNode, ...FieldNode[]];
  readonly field: GraphQLField<unknown, unknown>;
  readonly readArguments: ReadArguments;
  readonly complete: Complete;
}

export interface CompiledOperation {
  readonly operation: OperationDefinitionNode;
  readonly rootType: GraphQLObjectType;
  readonly fragments: Chosen['fragments'];
  /** The root fields in the order of the answer, or the name of the root type for `__typename`. */
  readonly fields: readonly (CompiledField | { readonly key: string; readonly typename: string })[];
  /** What it takes in memory, in selections that code was made for. */
  readonly selections: number;
}

/** An operation, to be compiled once for each combination of the variables that `@skip` and `@include` go by. */
export interface CompilableOperation {
  readonly operation: OperationDefinitionNode;
  /** Null where only the plain executor can do it, and when a combination is seen for the first time: most of a flood are. */
  compiledFor(variables: Readonly<Record<string, unknown>>): CompiledOperation | null;
}

/** Compiled operations, and null for those that can't be, or were seen but once: the least recently used ones go first. */
export type CompiledOperations = LRUCache<
  string,
  { readonly compiled: CompiledOperation | null; readonly isTried: boolean }
>;

/** Selections of one operation: several times what the largest sensible one has. */
const MAX_SELECTIONS = 2000;
/** Selections of all that is kept compiled: some tens of megabytes. */
const MAX_KEPT_SELECTIONS = 100_000;

export function createCompiledOperations(): CompiledOperations {
  return new LRUCache({
    maxSize: MAX_KEPT_SELECTIONS,
    sizeCalculation: ({ compiled }) => 10 + (compiled?.selections ?? 0),
  });
}

/**
 * @param kept under keys that begin with `name`, which is this operation's alone.
 * @returns null for an operation that is no query, is not there, or holds another directive than `@skip` and `@include`.
 */
export function readOperation(
  schema: GraphQLSchema,
  document: DocumentNode,
  operationName: string | null | undefined,
  kept: CompiledOperations,
  name: string,
): CompilableOperation | null {
  const operation = getOperationAST(document, operationName);
  const rootType = schema.getQueryType();
  const names = conditionsOf(document);
  if (operation?.operation !== 'query' || !rootType || !names) return null;
  // The one name that no object holds as it holds others.
  if (names.has('__proto__')) return null;
  const fragments: Record<string, FragmentDefinitionNode> = {};
  for (const definition of document.definitions) {
    if (definition.kind === Kind.FRAGMENT_DEFINITION) fragments[definition.name.value] = definition;
  }

  return {
    operation,
    compiledFor(variables) {
      const conditions: Record<string, boolean> = {};
      for (const name of names) {
        const value = variables[name];
        if (typeof value !== 'boolean') return null;
        conditions[name] = value;
      }
      const key = name + JSON.stringify(conditions);
      const known = kept.get(key);
      if (!known) kept.set(key, { compiled: null, isTried: false });
      if (!known || known.isTried) return known?.compiled ?? null;
      const budget = { selections: MAX_SELECTIONS };
      const fields = compileFields({ schema, fragments, conditions }, rootType, operation, budget);
      const selections = MAX_SELECTIONS - budget.selections;
      const compiled = fields && { operation, rootType, fragments, fields, selections };
      kept.set(key, { compiled, isTried: true });
      return compiled;
    },
  };
}

/** Names of the variables that decide what is left out; null where another directive has a say. */
function conditionsOf(document: DocumentNode): ReadonlySet<string> | null {
  const names = new Set<string>();
  let hasOthers = false;
  visit(document, {
    Directive({ name, arguments: given = [] }) {
      if (name.value !== 'skip' && name.value !== 'include') hasOthers = true;
      for (const { value } of given) if (value.kind === Kind.VARIABLE) names.add(value.name.value);
    },
  });
  return hasOthers ? null : names;
}

function compileFields(
  chosen: Chosen,
  rootType: GraphQLObjectType,
  { selectionSet }: OperationDefinitionNode,
  budget: Budget,
): CompiledOperation['fields'] | null {
  try {
    return [...collectFields(chosen, rootType, [selectionSet])].map(([key, [first, ...others]]) => {
      if (!first || key === '__proto__') throw new NotCompilable();
      if (first.name.value === '__typename') return { key, typename: rootType.name };
      const field = rootType.getFields()[first.name.value];
      if (!field) throw new NotCompilable();
      const nodes = [first, ...others] as const;
      return {
        key,
        nodes,
        field,
        readArguments: compileArguments(field, first),
        complete: compileCompletion(chosen, field.type, nodes, budget),
      };
    });
  } catch (error) {
    if (error instanceof NotCompilable) return null;
    throw error;
  }
}

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
import { documentBytes } from '../document-bytes.ts';
import { type Chosen, collectFields } from './collect-fields.ts';
import { compileArguments, type ReadArguments } from './compile-arguments.ts';
import { type Budget, compileCompletion, NotCompilable } from './compile-completion.ts';
import { compileVariables, type ReadVariables } from './compile-variables.ts';
import type { Complete } from './completion-code.ts';

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
  /** What it takes in memory, with the document that it holds on to. */
  readonly bytes: number;
}

/** An operation, to be compiled once for each combination of the variables that `@skip` and `@include` go by. */
export interface CompilableOperation {
  readonly operation: OperationDefinitionNode;
  readonly readVariables: ReadVariables;
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
/** Of the code for one selection, with what it holds. */
const BYTES_A_SELECTION = 700;
/** Of what is kept about an operation that was seen but once, beside its key. */
const BYTES_AN_ENTRY = 4000;
/** Of all that is kept compiled: a hundred operations that persons wrote, and more. */
const MAX_KEPT_BYTES = 40_000_000;

export function createCompiledOperations(): CompiledOperations {
  return new LRUCache({
    maxSize: MAX_KEPT_BYTES,
    // Names of variables are in the key, as long as clients make them.
    sizeCalculation: ({ compiled }, key) => BYTES_AN_ENTRY + 2 * key.length + (compiled?.bytes ?? 0),
  });
}

/** The operations of one document. What all of them share is read once: there may be a thousand, and as many fragments. */
export type ReadOperation = (operationName: string | null | undefined, key: string) => CompilableOperation | null;

/**
 * Reads an operation: null for one that is no query, is not there, or holds another directive than `@skip` and `@include`. What is
 * compiled is kept under keys that begin with `key`, which is this operation's alone.
 */
export function readDocument(schema: GraphQLSchema, document: DocumentNode, kept: CompiledOperations): ReadOperation {
  const rootType = schema.getQueryType();
  const names = conditionsOf(document);
  // The one name that no object holds as it holds others.
  if (!rootType || !names || names.has('__proto__')) return () => null;
  const bytes = documentBytes(document);
  const fragments: Record<string, FragmentDefinitionNode> = {};
  for (const definition of document.definitions) {
    if (definition.kind === Kind.FRAGMENT_DEFINITION) fragments[definition.name.value] = definition;
  }

  return (operationName, key) => {
    const operation = getOperationAST(document, operationName);
    if (operation?.operation !== 'query') return null;
    return {
      operation,
      readVariables: compileVariables(schema, operation.variableDefinitions ?? []),
      compiledFor(variables) {
        const conditions: Record<string, boolean> = {};
        for (const name of names) {
          const value = variables[name];
          if (typeof value !== 'boolean') return null;
          conditions[name] = value;
        }
        const place = key + JSON.stringify(conditions);
        const known = kept.get(place);
        if (!known) kept.set(place, { compiled: null, isTried: false });
        if (!known || known.isTried) return known?.compiled ?? null;
        const budget = { selections: MAX_SELECTIONS };
        const fields = compileFields({ schema, fragments, conditions }, rootType, operation, budget);
        const selections = MAX_SELECTIONS - budget.selections;
        const compiled = fields && {
          operation,
          rootType,
          fragments,
          fields,
          bytes: bytes + selections * BYTES_A_SELECTION,
        };
        kept.set(place, { compiled, isTried: true });
        return compiled;
      },
    };
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

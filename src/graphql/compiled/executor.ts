import {
  type DocumentNode,
  type ExecutionArgs,
  type GraphQLResolveInfo,
  type GraphQLSchema,
  getVariableValues,
} from 'graphql';
import type { Leave } from '../../http/leave.ts';
import {
  type CompilableOperation,
  type CompiledField,
  type CompiledOperation,
  createCompiledOperations,
  readOperation,
} from './compile-operation.ts';
import { isPromise } from './is-promise.ts';
import { RootOutcomes, resolveOutcomesAgain } from './root-outcomes.ts';

/** What a request's execution is told; `signal` is aborted when its caller has gone. */
export type ExecuteArgs = ExecutionArgs & { readonly signal?: Leave | undefined };

/** Executes a document that is valid for the schema: an executor of one's choice, with whatever it answers. */
export type Execute = (args: ExecuteArgs) => unknown;

/**
 * Executes with compiled documents: root fields are resolved as ever, what lies below them is made by code of its own.
 *
 * The answer is the plain executor's, byte for byte, since that one makes it wherever anything is out of the ordinary: a
 * document that can't be compiled, variables that don't fit, a field that failed, a value that does not fit its type. It is then
 * given what the root fields resolved to: no resolver of theirs is called again.
 *
 * An operation is compiled when it is seen for the second time, so that a flood of different ones makes no code; what is kept
 * compiled is bounded.
 */
export function createCompiledExecutor(schema: GraphQLSchema): (args: ExecuteArgs, plain: Execute) => unknown {
  resolveOutcomesAgain(schema);
  const kept = createCompiledOperations();
  let documents = 0;
  const known = new WeakMap<DocumentNode, Map<string, CompilableOperation>>();

  /** Null where only the plain executor can do it. */
  const operationOf = ({ document, operationName }: ExecuteArgs): CompilableOperation | null => {
    const operations = known.get(document) ?? new Map<string, CompilableOperation>();
    known.set(document, operations);
    // A name, though none can be it: which error that is, is the plain executor's to say.
    if (operationName === '') return null;
    const name = operationName ?? '';
    const found = operations.get(name);
    if (found !== undefined) return found;
    documents += 1;
    const read = readOperation(schema, document, operationName, kept, `${documents} `);
    // Names that the document does not hold come from clients without end.
    if (read) operations.set(name, read);
    return read;
  };

  return (args, plain) => {
    if (args.schema !== schema) return plain(args);
    const compilable = operationOf(args);
    if (!compilable) return plain(args);
    const { variableDefinitions = [] } = compilable.operation;
    const { coerced } = getVariableValues(schema, variableDefinitions, args.variableValues ?? {}, { maxErrors: 1 });
    const compiled = coerced ? compilable.compiledFor(coerced) : null;
    if (!coerced || !compiled) return plain(args);

    const outcomes = new RootOutcomes();
    const finish = (): unknown => answerOf(compiled, outcomes, args) ?? plain({ ...args, rootValue: outcomes });
    const pending = resolveRoot(compiled, outcomes, args, coerced);
    return pending.length === 0 ? finish() : Promise.all(pending).then(finish);
  };
}

/** Starts the resolver of every root field; the promises never reject, and are fulfilled once the outcome is noted. */
function resolveRoot(
  compiled: CompiledOperation,
  outcomes: RootOutcomes,
  args: ExecuteArgs,
  variables: Record<string, unknown>,
): readonly Promise<void>[] {
  const pending: Promise<void>[] = [];
  for (const field of compiled.fields) {
    if ('typename' in field) continue;
    const { key } = field;
    try {
      const resolved = resolveField(field, compiled, args, variables);
      if (!isPromise(resolved)) outcomes.note(key, { value: resolved }, true);
      else {
        pending.push(
          resolved.then(
            (value) => outcomes.note(key, { value }, false),
            (error: unknown) => outcomes.note(key, { error }, false),
          ),
        );
      }
    } catch (error) {
      outcomes.note(key, { error }, true);
    }
  }
  return pending;
}

function resolveField(
  { key, field, nodes, readArguments }: CompiledField,
  { operation, rootType, fragments }: CompiledOperation,
  { schema, rootValue, contextValue, signal }: ExecuteArgs,
  variableValues: Record<string, unknown>,
): unknown {
  const info: GraphQLResolveInfo & { readonly signal: Leave | undefined } = {
    fieldName: field.name,
    fieldNodes: nodes,
    returnType: field.type,
    parentType: rootType,
    path: { prev: undefined, key, typename: rootType.name },
    schema,
    fragments,
    rootValue,
    operation,
    variableValues,
    signal,
  };
  return field.resolve?.(rootValue, readArguments(variableValues), contextValue, info);
}

/** Null where anything is out of the ordinary. */
function answerOf(
  { fields }: CompiledOperation,
  outcomes: RootOutcomes,
  { signal }: ExecuteArgs,
): { readonly data: Readonly<Record<string, unknown>> } | null {
  if (outcomes.hasFailures || signal?.aborted) return null;
  const data: Record<string, unknown> = {};
  try {
    for (const field of fields) {
      data[field.key] = 'typename' in field ? field.typename : field.complete(outcomes.value(field.key));
    }
  } catch {
    return null;
  }
  return { data };
}

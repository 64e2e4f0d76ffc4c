import type { DocumentNode, GraphQLSchema } from 'graphql';
import type { AnswerForm } from './answer-form.ts';
import {
  type CompilableOperation,
  createCompiledOperations,
  type ReadOperation,
  readDocument,
} from './compile-operation.ts';
import { type ExecuteArgs, Execution, Rest } from './execution.ts';
import { resolveOutcomesAgain } from './root-outcomes.ts';

interface KnownDocument {
  readonly read: ReadOperation;
  readonly byName: Map<string, CompilableOperation>;
}

/**
 * Executes with compiled documents: root fields are resolved as ever, what lies below them is made by code of its own, for each
 * field as soon as it is resolved.
 *
 * The answer is the plain executor's, byte for byte, since that one makes it wherever anything is out of the ordinary: a
 * document that can't be compiled, variables that don't fit, a field that failed, a value that does not fit its type. It is then
 * given those fields alone, and what they resolved to: no resolver of theirs is called again.
 *
 * An operation is compiled when it is seen for the second time, so that a flood of different ones makes no code; what is kept
 * compiled is bounded.
 */
export function createCompiledExecutor(
  schema: GraphQLSchema,
): <Answer>(args: ExecuteArgs, form: AnswerForm<Answer>) => Answer | Rest | Promise<Answer | Rest> {
  resolveOutcomesAgain(schema);
  const kept = createCompiledOperations();
  let operations = 0;
  const documents = new WeakMap<DocumentNode, KnownDocument>();

  const documentOf = (document: DocumentNode): KnownDocument => {
    const found = documents.get(document);
    if (found) return found;
    const known = { read: readDocument(schema, document, kept), byName: new Map() };
    documents.set(document, known);
    return known;
  };

  /** Null where only the plain executor can do it. */
  const operationOf = ({ document, operationName }: ExecuteArgs): CompilableOperation | null => {
    // A name, though none can be it: which error that is, is the plain executor's to say.
    if (operationName === '') return null;
    const { read, byName } = documentOf(document);
    const name = operationName ?? '';
    const found = byName.get(name);
    if (found !== undefined) return found;
    operations += 1;
    const operation = read(operationName, `${operations} `);
    // Names that the document does not hold come from clients without end.
    if (operation) byName.set(name, operation);
    return operation;
  };

  return (args, form) => {
    if (args.schema !== schema) return new Rest(args);
    const compilable = operationOf(args);
    if (!compilable) return new Rest(args);
    const variables = compilable.readVariables(args.variableValues ?? {});
    const compiled = variables && compilable.compiledFor(variables);
    if (!variables || !compiled) return new Rest(args);
    const execution = new Execution(compiled, args, variables, form);
    const pending = execution.start();
    return pending.length === 0 ? execution.finish() : Promise.all(pending).then(() => execution.finish());
  };
}

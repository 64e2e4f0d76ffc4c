import { type DocumentNode, type ExecutionArgs, type GraphQLResolveInfo, Kind } from 'graphql';
import type { Leave } from '../../http/leave.ts';
import type { AnswerForm } from './answer-form.ts';
import type { CompiledField, CompiledOperation } from './compile-operation.ts';
import { isPromise } from './is-promise.ts';
import { RootOutcomes } from './root-outcomes.ts';

/** What a request's execution is told; `signal` is aborted when its caller has gone. */
export type ExecuteArgs = ExecutionArgs & { readonly signal?: Leave | undefined };

/** Executes a document that is valid for the schema: an executor of one's choice, with whatever it answers. */
export type Execute = (args: ExecuteArgs) => unknown;

/** What a started operation leaves: fields as an operation of their own, resolved already. */
interface Left {
  readonly document: DocumentNode;
  readonly rootValue: RootOutcomes;
  /** Makes the answer to all of the answer to these. */
  readonly merge: (result: unknown) => unknown;
}

/** An operation of which something is out of the ordinary, for the plain executor to finish. */
export class Rest {
  readonly #args: ExecuteArgs;
  readonly #left: Left | null;

  /** @param left null where nothing was started. */
  constructor(args: ExecuteArgs, left: Left | null = null) {
    this.#args = args;
    this.#left = left;
  }

  /** @param given what the plain executor is told, but for the document of what was started. */
  finish(plain: Execute, given: ExecuteArgs = this.#args): unknown {
    if (!this.#left) return plain(given);
    const { document, rootValue, merge } = this.#left;
    const result = plain({ ...given, document, rootValue });
    return isPromise(result) ? result.then(merge) : merge(result);
  }
}

/** One execution of a compiled operation, each root field completed as soon as it is resolved. */
export class Execution<Answer> {
  readonly #compiled: CompiledOperation;
  readonly #args: ExecuteArgs;
  readonly #variables: Record<string, unknown>;
  readonly #form: AnswerForm<Answer>;
  /** By the index of the field; undefined for those that are left to the plain executor. */
  readonly #parts: unknown[];
  readonly #left = new RootOutcomes();

  constructor(
    compiled: CompiledOperation,
    args: ExecuteArgs,
    variables: Record<string, unknown>,
    form: AnswerForm<Answer>,
  ) {
    this.#compiled = compiled;
    this.#args = args;
    this.#variables = variables;
    this.#form = form;
    this.#parts = new Array(compiled.fields.length);
  }

  /** Starts the resolver of every root field; the promises never reject, and are fulfilled once its part is made or left. */
  start(): readonly Promise<void>[] {
    const pending: Promise<void>[] = [];
    this.#compiled.fields.forEach((field, index) => {
      if ('typename' in field) {
        this.#parts[index] = this.#form.part(field.typename);
        return;
      }
      const { key } = field;
      try {
        const resolved = this.#resolve(field);
        if (!isPromise(resolved)) this.#complete(field, index, resolved, true);
        else {
          pending.push(
            resolved.then(
              (value) => this.#complete(field, index, value, false),
              (error: unknown) => this.#left.note(key, { error }, false),
            ),
          );
        }
      } catch (error) {
        this.#left.note(key, { error }, true);
      }
    });
    return pending;
  }

  finish(): Answer | Rest {
    const { fields } = this.#compiled;
    return this.#left.isEmpty ? this.#form.whole(fields, this.#parts) : this.#rest();
  }

  #resolve({ key, field, nodes, readArguments }: CompiledField): unknown {
    const { operation, rootType, fragments } = this.#compiled;
    const { schema, rootValue, contextValue, signal } = this.#args;
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
      variableValues: this.#variables,
      signal,
    };
    return field.resolve?.(rootValue, readArguments(this.#variables), contextValue, info);
  }

  #complete({ key, complete }: CompiledField, index: number, value: unknown, isImmediate: boolean): void {
    if (!this.#args.signal?.aborted) {
      try {
        this.#parts[index] = this.#form.part(complete(value));
        return;
      } catch {
        // Out of the ordinary: the plain executor says what about it.
      }
    }
    this.#left.note(key, { value }, isImmediate);
  }

  /** The fields that are left, as an operation of their own. */
  #rest(): Rest {
    const { operation, fragments, fields } = this.#compiled;
    const selections = fields.flatMap((field, index) =>
      this.#parts[index] === undefined && 'nodes' in field ? field.nodes : [],
    );
    const selectionSet = { kind: Kind.SELECTION_SET, selections } as const;
    const document = {
      kind: Kind.DOCUMENT,
      definitions: [{ ...operation, selectionSet }, ...Object.values(fragments)],
    } as const;
    return new Rest(this.#args, { document, rootValue: this.#left, merge: (result) => this.#merge(result) });
  }

  /** Nothing but its data tells an answer to fields that are left from one to all. */
  #merge(result: unknown): unknown {
    const { data } = result as { readonly data?: Readonly<Record<string, unknown>> | null };
    if (!data) return result;
    const members = this.#compiled.fields.map(({ key }, index) => {
      const part = this.#parts[index];
      return [key, part === undefined ? data[key] : this.#form.valueOf(part)];
    });
    return { ...(result as object), data: Object.fromEntries(members) };
  }
}

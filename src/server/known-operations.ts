import type { DocumentNode, GraphQLSchema } from 'graphql';
import type { Plugin } from 'graphql-yoga';
import { LRUCache } from 'lru-cache';
import { createCompiledExecutor } from '../graphql/compiled/executor.ts';
import type { Leave } from '../http/leave.ts';
import type { OperationParams } from './operation-params.ts';

/** An operation that was begun outside of Yoga: its context, and what its root fields came to, as its executor takes it. */
export class Begun {
  readonly context: object;
  readonly rootValue: unknown;

  constructor(context: object, rootValue: unknown) {
    this.context = context;
    this.rootValue = rootValue;
  }
}

/** An answer without errors. */
export interface PlainAnswer {
  readonly data: Readonly<Record<string, unknown>>;
}

/**
 * Operations of documents that Yoga found valid before. They are executed as code of their own, and what is then out of the
 * ordinary is Yoga's, so that there is one way only in which errors are answered.
 */
export interface KnownOperations {
  /** Gives each operation its context, keeps valid documents, and executes those that Yoga was asked for or that were handed over. */
  readonly plugin: Plugin;
  /** Null for a document that is not known. {@link Begun} is to be given to Yoga as `begun` in its server context. */
  answer(params: OperationParams, signal: Leave): Promise<PlainAnswer | Begun> | null;
}

/** Characters of all documents that are kept. */
const MAX_CHARACTERS = 8_000_000;

export function createKnownOperations(
  schema: GraphQLSchema,
  createContext: (signal: Leave) => object,
): KnownOperations {
  const execute = createCompiledExecutor(schema);
  const documents = new LRUCache<string, DocumentNode>({
    maxSize: MAX_CHARACTERS,
    sizeCalculation: (_document, text) => text.length,
  });

  return {
    plugin: {
      onContextBuilding({ context, extendContext }) {
        const { begun, request } = context as { readonly begun?: Begun; readonly request: Request };
        extendContext(begun ? begun.context : createContext(request.signal));
      },
      onValidate({ context, params: { documentAST } }) {
        const { query } = (context as { readonly params: { readonly query?: string } }).params;
        return ({ valid }) => {
          if (valid && query && !documents.has(query)) documents.set(query, documentAST);
        };
      },
      onExecute({ args, executeFn, setExecuteFn }) {
        const { begun } = args.contextValue as { readonly begun?: Begun };
        setExecuteFn((given) =>
          begun ? executeFn({ ...given, rootValue: begun.rootValue }) : execute(given, executeFn),
        );
      },
    },
    answer({ query, variables, operationName }, signal) {
      const document = documents.get(query);
      if (!document) return null;
      const contextValue = createContext(signal);
      const args = {
        schema,
        document,
        contextValue,
        variableValues: variables,
        operationName,
        signal,
      };
      return Promise.resolve(execute(args, ({ rootValue }) => new Begun(contextValue, rootValue))) as Promise<
        PlainAnswer | Begun
      >;
    },
  };
}

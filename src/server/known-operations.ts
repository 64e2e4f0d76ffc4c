import type { DocumentNode, GraphQLSchema } from 'graphql';
import type { Plugin, YogaServerOptions } from 'graphql-yoga';
import { LRUCache } from 'lru-cache';
import { AS_BYTES, AS_RESULT } from '../graphql/compiled/answer-form.ts';
import { Rest } from '../graphql/compiled/execution.ts';
import { createCompiledExecutor } from '../graphql/compiled/executor.ts';
import { documentBytes } from '../graphql/document-bytes.ts';
import type { Leave } from '../http/leave.ts';
import type { OperationParams } from './operation-params.ts';

/** An operation that was begun outside of Yoga: its context, and what is left to do. */
export interface Begun {
  readonly context: object;
  readonly rest: Rest;
}

/**
 * Operations of documents that Yoga found valid before. They are executed as code of their own, and what is then out of the
 * ordinary is Yoga's, so that there is one way only in which errors are answered.
 */
export interface KnownOperations {
  /** Gives each operation its context, keeps valid documents, and executes those that Yoga was asked for or that were handed over. */
  readonly plugin: Plugin;
  /** For Yoga, which would else keep documents, and what it found wrong with texts, by their number. */
  readonly cache: YogaServerOptions<object, object>['parserAndValidationCache'];
  /**
   * An answer without errors: JSON in UTF-8. {@link Begun} is to be given to Yoga as `begun` in its server context.
   * Null for a document that is not known.
   */
  answer(params: OperationParams, signal: Leave): Promise<Buffer | Begun> | null;
}

/** Of all documents that are kept: hundreds that persons wrote, or some twenty of the largest. */
export const MAX_DOCUMENT_BYTES = 48_000_000;

export function createKnownOperations(
  schema: GraphQLSchema,
  createContext: (signal: Leave) => object,
): KnownOperations {
  const execute = createCompiledExecutor(schema);
  const documents = new LRUCache<string, DocumentNode>({
    maxSize: MAX_DOCUMENT_BYTES,
    sizeCalculation: documentBytes,
  });

  return {
    cache: {
      // Kept once they are found valid. What is not is read again each time: an error holds on to the parser that threw it.
      documentCache: { get: (text) => documents.get(text), set: () => undefined },
      errorCache: { get: () => undefined, set: () => undefined },
    },
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
        setExecuteFn(async (given) => {
          const answer = begun ? begun.rest : await execute(given, AS_RESULT);
          return answer instanceof Rest ? answer.finish(executeFn, given) : answer;
        });
      },
    },
    answer({ query, variables, operationName }, signal) {
      const document = documents.get(query);
      if (!document) return null;
      const context = createContext(signal);
      const args = { schema, document, contextValue: context, variableValues: variables, operationName, signal };
      return Promise.resolve(execute(args, AS_BYTES)).then((answer) =>
        answer instanceof Rest ? { context, rest: answer } : answer,
      );
    },
  };
}

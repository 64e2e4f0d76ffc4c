import type { IncomingMessage, ServerResponse } from 'node:http';
import type { GraphQLSchema } from 'graphql';
import { createYoga } from 'graphql-yoga';
import { createMaskError, MASKED_MESSAGE } from './mask-error.ts';
import { createPlugins, type PluginDeps } from './plugins.ts';
import type { HandleRequest } from './post-json.ts';

export interface WholeGraphOptions extends PluginDeps {
  readonly schema: GraphQLSchema;
  /** The path of the graph. */
  readonly endpoint: string;
  readonly maxBodyBytes: number;
}

/** GraphQL over HTTP in full. */
export interface WholeGraph {
  /** Answers any request. */
  serve(request: IncomingMessage, response: ServerResponse): Promise<void>;
  readonly handle: HandleRequest;
}

/** The graph by Yoga. */
export function createWholeGraph({ schema, endpoint, maxBodyBytes, ...deps }: WholeGraphOptions): WholeGraph {
  const yoga = createYoga({
    schema,
    graphqlEndpoint: endpoint,
    plugins: createPlugins(deps),
    maskedErrors: { errorMessage: MASKED_MESSAGE, maskError: createMaskError(deps.logger) },
    parserAndValidationCache: deps.known.cache,
    maxRequestBodySize: maxBodyBytes,
    // Served without Yoga between: it would pass nine megabytes through a string, uncompressed, at each visit.
    graphiql: false,
    landingPage: false,
    // Left out, Yoga would let every page that a browser shows read the graph.
    cors: false,
    multipart: false,
    // The mask above has logged what there was to log.
    logging: false,
  });
  return {
    serve: async (request, response) => yoga(request, response),
    handle: yoga.handleRequest,
  };
}

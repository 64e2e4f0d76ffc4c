import type { IncomingMessage, ServerResponse } from 'node:http';
import type { GraphQLSchema } from 'graphql';
import { createGraphiqlPage } from '../graphiql/page.ts';
import { type ExampleTab, tabsThatFit } from '../graphiql/tabs.ts';
import type { RequestContext } from '../graphql/request-context.ts';
import type { RequestScope } from '../providers/provider.ts';
import type { Logger } from '../telemetry/logger.ts';
import { ENDPOINT } from './endpoint.ts';
import { createKnownOperations } from './known-operations.ts';
import { observeOperations } from './observe-operations.ts';
import { createJsonPost } from './post-json.ts';
import { createWholeGraph } from './yoga.ts';

export interface GraphOptions {
  readonly schema: GraphQLSchema;
  /** Opens the sources for one request. */
  readonly createContext: (scope: RequestScope) => RequestContext;
  /** What GraphiQL opens with, where the schema answers it. */
  readonly tabs: readonly ExampleTab[];
  readonly logger: Logger;
}

/** What answers at the graph's address: GraphQL, to a browser GraphiQL. */
export interface Graph {
  serve(request: IncomingMessage, response: ServerResponse): Promise<void>;
}

/** Holds a thousand global ids for `nodes` several times over; there are no uploads. */
const MAX_BODY_BYTES = 1_000_000;

/** The graph over one schema: POSTs of JSON by the short way, all else by Yoga. */
export function createGraph({ schema, createContext, tabs, logger }: GraphOptions): Graph {
  const deps = {
    logger,
    known: createKnownOperations(schema, (signal) => createContext({ signal })),
    observer: observeOperations(logger),
  };
  const whole = createWholeGraph({ schema, endpoint: ENDPOINT, maxBodyBytes: MAX_BODY_BYTES, ...deps });
  const jsonPost = createJsonPost({ handle: whole.handle, maxBytes: MAX_BODY_BYTES, ...deps });
  const graphiql = createGraphiqlPage(() => tabsThatFit(schema, tabs));
  return {
    serve(request, response) {
      if (graphiql.wants(request)) return graphiql.serve(request, response);
      return jsonPost.takes(request) ? jsonPost.serve(request, response) : whole.serve(request, response);
    },
  };
}

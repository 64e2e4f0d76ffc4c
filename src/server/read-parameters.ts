import { GraphQLError } from 'graphql';
import type { Plugin } from 'graphql-yoga';

/** Tells a request whose parameters are not JSON so, with 400: Yoga takes its own parser's SyntaxError for a fault of the server. */
export function readParameters(): Plugin {
  return {
    onRequestParse({ requestParser, setRequestParser }) {
      if (!requestParser) return;
      setRequestParser(async (request) => {
        try {
          return await requestParser(request);
        } catch (error) {
          if (!(error instanceof SyntaxError)) throw error;
          throw new GraphQLError('The parameters of the request are not JSON.', {
            extensions: { code: 'BAD_REQUEST', http: { status: 400 } },
          });
        }
      });
    },
  };
}

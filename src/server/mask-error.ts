import { GraphQLError, Kind } from 'graphql';
import type { Logger } from '../telemetry/logger.ts';

/** What a client reads of a fault of this program. */
export const MASKED_MESSAGE = 'Something went wrong here; it was logged.';

/**
 * What a client sees of an error. One that was made for it, with a code, passes. One that graphql-js found in the request itself
 * becomes BAD_USER_INPUT. Everything else is a fault of this program: logged, and masked as INTERNAL_SERVER_ERROR.
 */
export function createMaskError(logger: Logger): (error: unknown, message: string) => Error {
  return (error, message) => {
    const root = rootOf(error);
    if (error instanceof GraphQLError && root instanceof GraphQLError) {
      if (typeof error.extensions['code'] === 'string') return error;
      // Variables and arguments that don't fit their types; what a resolver did wrong has the field for a node, or none.
      if (error.nodes?.every(({ kind }) => kind !== Kind.FIELD))
        return withCode(error, 'BAD_USER_INPUT', error.message);
    }
    // The caller has gone: nobody is left to tell, and nothing is wrong.
    if (isAbort(root)) logger.debug('request aborted');
    else logger.error({ err: root }, 'unexpected error');
    return withCode(error, 'INTERNAL_SERVER_ERROR', message);
  };
}

function rootOf(error: unknown): unknown {
  let root = error;
  while (root instanceof GraphQLError && root.originalError) root = root.originalError;
  return root;
}

function isAbort(error: unknown): boolean {
  return error instanceof DOMException && error.name === 'AbortError';
}

function withCode(error: unknown, code: string, message: string): GraphQLError {
  if (!(error instanceof GraphQLError)) return new GraphQLError(message, { extensions: { code, unexpected: true } });
  const { nodes, source, positions, path, extensions } = error;
  const http = extensions['http'];
  return new GraphQLError(message, {
    nodes: nodes ?? null,
    source: source ?? null,
    positions: positions ?? null,
    path: path ?? null,
    extensions: { ...(http ? { http } : {}), code },
  });
}

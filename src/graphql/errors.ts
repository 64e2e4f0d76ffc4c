import { GraphQLError } from 'graphql';
import type { UpstreamProblem } from '../errors.ts';

/** The caller can mend it: the message says how. */
export function badUserInput(message: string, extensions: Record<string, unknown> = {}): GraphQLError {
  return new GraphQLError(message, { extensions: { ...extensions, code: 'BAD_USER_INPUT' } });
}

/** More than one operation may ask for: the message says what. */
export function tooLarge(message: string): GraphQLError {
  return new GraphQLError(message, { extensions: { code: 'OPERATION_TOO_LARGE' } });
}

/** What a representation names is not there, or not any more. */
export function notFound(typename: string, id: string): GraphQLError {
  return new GraphQLError(`There is no ${typename} with the id ${JSON.stringify(id)}.`, {
    extensions: { code: 'NOT_FOUND' },
  });
}

/** A cursor that is mangled, of another version or of another query. */
export function invalidCursor(argument: string): GraphQLError {
  return new GraphQLError(
    `\`${argument}\` is no cursor of this list with this filter and order: start again without it.`,
    { extensions: { code: 'INVALID_CURSOR' } },
  );
}

/** An upstream's failure on a nullable field: `extensions.code` is UPSTREAM_ and the problem's code. */
export function upstreamFailure(sourceName: string, problem: UpstreamProblem): GraphQLError {
  const { code, message, httpStatus, upstreamCode, requestId, retryable, retryAfterMs } = problem;
  return new GraphQLError(message, {
    extensions: {
      code: `UPSTREAM_${code}`,
      source: sourceName,
      httpStatus,
      upstreamCode,
      requestId,
      retryable,
      retryAfterMs,
    },
  });
}

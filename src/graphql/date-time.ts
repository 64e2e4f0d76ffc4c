import { GraphQLError, Kind } from 'graphql';
import { formatInstant, parseInstant } from '../tasks/instant.ts';
import type { Builder } from './builder.ts';

const RFC_3339 = /^\d{4}-\d{2}-\d{2}[Tt]\d{2}:\d{2}:\d{2}(\.\d+)?([Zz]|[+-]\d{2}:\d{2})$/;

/** Adds the scalars DateTime (epoch milliseconds inside) and JSON. */
export function addScalars(builder: Builder): void {
  builder.scalarType('DateTime', {
    description:
      'An instant, RFC 3339: served in UTC with milliseconds, 2026-11-21T22:19:41.000Z; taken with any offset.',

    specifiedByURL: 'https://scalars.graphql.org/andimarek/date-time.html',
    serialize: (instant) => formatInstant(instant as number),
    parseValue(value) {
      const instant = instantOf(value);
      if (instant === null) throw new GraphQLError(EXPECTED, { extensions: { code: 'BAD_USER_INPUT' } });
      return instant;
    },
    parseLiteral(node) {
      const instant = instantOf(node.kind === Kind.STRING ? node.value : undefined);
      // As of every other literal that does not fit.
      if (instant === null)
        throw new GraphQLError(EXPECTED, { nodes: node, extensions: { code: 'GRAPHQL_VALIDATION_FAILED' } });
      return instant;
    },
  });
  builder.scalarType('JSON', {
    description: 'Any JSON value, as the upstream sent it.',
    serialize: (value) => value,
  });
}

const EXPECTED = 'A DateTime is an RFC 3339 instant with an offset, such as 2026-11-21T22:19:41.000Z.';

function instantOf(value: unknown): number | null {
  return typeof value === 'string' && RFC_3339.test(value) ? parseInstant(value) : null;
}

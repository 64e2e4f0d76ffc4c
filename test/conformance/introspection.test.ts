import { getIntrospectionQuery, parse, specifiedRules, validate } from 'graphql';
import { expect, test } from 'vitest';
import { DOCUMENT_LIMITS, documentLimits } from '../../src/graphql/document-limits.ts';
import { providers } from '../../src/providers/registry.ts';
import { buildSchema } from '../../src/schema.ts';
import { buildSubgraph } from '../../src/subgraph.ts';

const schemas = [
  ['the graph', await buildSchema(providers)],
  ['the subgraph', (await buildSubgraph(providers, { node: true })).schema],
] as const;

const times = (count: number, field: (n: number) => string) =>
  Array.from({ length: count }, (_, n) => field(n)).join(' ');

test.each(schemas)('tools may ask all that there is to know of %s, ten times over', (_which, schema) => {
  const all = getIntrospectionQuery({
    specifiedByUrl: true,
    directiveIsRepeatable: true,
    schemaDescription: true,
    inputValueDeprecation: true,
    oneOf: true,
    experimentalDirectiveDeprecation: true,
  });
  const tenth = { ...DOCUMENT_LIMITS, values: DOCUMENT_LIMITS.values / 10 };
  expect(validate(schema, parse(all), [...specifiedRules, documentLimits(tenth)])).toEqual([]);
});

test.each(schemas)('a short document that asks %s for the same again and again is refused', (_which, schema) => {
  const text = `{ __schema { ${times(10, (n) => `t${n}: types { ...A }`)} } }
    fragment A on __Type { ${times(10, (n) => `a${n}: fields { type { ...B } }`)} }
    fragment B on __Type { ${times(10, (n) => `b${n}: fields { type { ...C } }`)} }
    fragment C on __Type { ${times(40, (n) => `c${n}: name`)} }`;
  expect(validate(schema, parse(text), specifiedRules)).toEqual([]);
  expect(validate(schema, parse(text), [documentLimits()]).map(({ extensions }) => extensions)).toEqual([
    { code: 'OPERATION_TOO_LARGE' },
  ]);
});

import { GraphQLObjectType, GraphQLSchema, GraphQLString, parse } from 'graphql';
import type { Plugin } from 'graphql-yoga';
import { expect, test } from 'vitest';
import { documentBytes } from '../graphql/document-bytes.ts';
import { createLogger } from '../telemetry/logger.ts';
import { createKnownOperations, MAX_DOCUMENT_BYTES } from './known-operations.ts';
import { observeOperations } from './observe-operations.ts';
import { createWholeGraph } from './yoga.ts';

const schema = new GraphQLSchema({
  query: new GraphQLObjectType({ name: 'Query', fields: { it: { type: GraphQLString, resolve: () => 'is' } } }),
});

/** The graph, and how often it parsed a text. */
function graph() {
  const logger = createLogger('silent');
  const known = createKnownOperations(schema, () => ({}));
  const count = { parsed: 0 };
  const counted: Plugin = {
    ...known.plugin,
    onParse({ parseFn, setParseFn }) {
      setParseFn((source, options) => {
        count.parsed += 1;
        return parseFn(source, options);
      });
    },
  };
  const { handle } = createWholeGraph({
    schema,
    endpoint: '/graphql',
    maxBodyBytes: 1_000_000,
    logger,
    known: { ...known, plugin: counted },
    observer: observeOperations(logger),
  });
  const ask = async (query: string): Promise<unknown> => {
    const body = JSON.stringify({ query });
    const headers = { 'content-type': 'application/json' };
    return (await handle(new Request('http://localhost/graphql', { method: 'POST', headers, body }), {})).json();
  };
  const isKnown = (query: string): boolean =>
    known.answer({ query, variables: null, operationName: null }, new AbortController().signal) !== null;
  return { ask, isKnown, count };
}

/** As many tokens as are allowed. */
const large = (name: string): string =>
  `query ${name} { ${Array.from({ length: 1660 }, (_, field) => `f${field}: it`).join(' ')} }`;

test('what is kept of documents is bounded by what they take in memory, here and in Yoga', async () => {
  const { ask, isKnown, count } = graph();
  const most = Math.floor(MAX_DOCUMENT_BYTES / documentBytes(parse(large('a'))));
  const texts = Array.from({ length: most + 10 }, (_, number) => large(`a${number}`));
  for (const text of texts) expect(await ask(text)).toMatchObject({ data: { f0: 'is', f1659: 'is' } });
  expect(texts.filter(isKnown)).toHaveLength(most);
  expect(isKnown(texts.at(-1) ?? '')).toBe(true);

  count.parsed = 0;
  for (const text of texts.slice(0, 10)) await ask(text);
  expect(count.parsed).toBe(10);
});

test('a valid document is parsed once, what is none or does not fit the schema each time', async () => {
  const { ask, isKnown, count } = graph();
  const parsings = async (text: string): Promise<number> => {
    count.parsed = 0;
    for (let times = 0; times < 3; times += 1) await ask(text);
    return count.parsed;
  };
  expect(await parsings('{ it }')).toBe(1);
  expect(await parsings('{ it ')).toBe(3);
  expect(await parsings('{ that }')).toBe(3);
  expect(isKnown('{ that }')).toBe(false);
});

test('comments count as what they take', () => {
  const bytes = documentBytes(parse(`{ it }${'#\n'.repeat(1000)}`));
  expect(bytes).toBeGreaterThan(documentBytes(parse('{ it }')) + 100_000);
});

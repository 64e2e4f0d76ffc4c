import { createSchema, createYoga } from 'graphql-yoga';
import { expect, test } from 'vitest';
import { limitDocument } from './limit-document.ts';

const yoga = createYoga({
  schema: createSchema({ typeDefs: 'type Query { it: Int }', resolvers: { Query: { it: () => 1 } } }),
  plugins: [limitDocument({ characters: 20, tokens: 50 })],
  logging: false,
});

async function statusOf(query: unknown): Promise<number> {
  const answer = await yoga.fetch('http://localhost/graphql', {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'application/graphql-response+json' },
    body: JSON.stringify({ query }),
  });
  await answer.text();
  return answer.status;
}

test('a document may have as many characters as are allowed, and no more', async () => {
  expect(await statusOf(`{ it } #${'x'.repeat(12)}`)).toBe(200);
  expect(await statusOf(`{ it } #${'x'.repeat(13)}`)).toBe(413);
});

test.each([[5], [true], [{}], [['{ it }']], [null]])('%j is no document, of whatever length', async (query) => {
  expect(await statusOf(query)).toBe(400);
});

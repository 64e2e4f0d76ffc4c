import { type DocumentNode, print } from 'graphql';
import { createSchema, createYoga, type Plugin } from 'graphql-yoga';
import { expect, test } from 'vitest';
import { deliverDeferred } from './deliver-deferred.ts';

const JSON_ALONE = 'application/graphql-response+json, application/json';
const APOLLO = 'multipart/mixed;deferSpec=20220824, application/json';

/** Executes a document; with what is told of how. */
async function run(query: string, accept: string) {
  let parsed: DocumentNode | undefined;
  let executed: DocumentNode | undefined;
  let parts = 0;
  let isHooked = false;
  const plugin = deliverDeferred(() => new Error('masked'));
  const watched: Plugin = {
    ...plugin,
    onExecute(payload) {
      const hooks = plugin.onExecute?.(payload);
      isHooked = hooks !== undefined;
      return hooks;
    },
  };
  const watch: readonly Plugin[] = [
    {
      onParse: () => (payload) => {
        parsed = payload.result;
      },
    },
    {
      onExecute({ args }) {
        executed = args.document;
        return {
          onExecuteDone: () => ({
            onNext() {
              parts += 1;
            },
          }),
        };
      },
    },
  ];
  const yoga = createYoga({
    schema: createSchema({
      typeDefs: `
        directive @defer(if: Boolean! = true, label: String) on FRAGMENT_SPREAD | INLINE_FRAGMENT
        type Query { it: Int }
      `,
      resolvers: { Query: { it: () => 1 } },
    }),
    plugins: [watched, ...watch],
    logging: false,
  });
  const answer = await yoga.fetch('http://localhost/graphql', {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept },
    body: JSON.stringify({ query }),
  });
  const type = answer.headers.get('content-type')?.split(';')[0];
  return { text: await answer.text(), type, parts, isHooked, isAsParsed: executed === parsed, executed };
}

test.each([[JSON_ALONE], [APOLLO], ['*/*']])(
  'an operation that defers nothing goes its usual way, for %s',
  async (accept) => {
    const { text, type, isHooked, isAsParsed } = await run('{ ... { it } }', accept);
    expect([text, type]).toEqual(['{"data":{"it":1}}', expect.stringMatching(/json$/)]);
    expect([isHooked, isAsParsed]).toEqual([false, true]);
  },
);

test.each([['multipart/mixed'], [APOLLO], ['text/event-stream'], ['application/json;q=0.5, Multipart/Mixed;q=0.9']])(
  '%s takes an answer in parts',
  async (accept) => {
    const { type, parts, isAsParsed } = await run('{ ... @defer { it } }', accept);
    expect([type, parts, isAsParsed]).toEqual([
      expect.stringMatching(/^(multipart\/mixed|text\/event-stream)$/),
      2,
      true,
    ]);
  },
);

test.each([[JSON_ALONE], ['*/*'], ['application/json, text/plain, */*'], ['application/json, multipart/mixed;q=0']])(
  'a client that takes %s gets its answer whole',
  async (accept) => {
    const { text, type, executed } = await run('{ ...A @defer(label: "a") } fragment A on Query { it }', accept);
    expect([text, type]).toEqual(['{"data":{"it":1}}', expect.stringMatching(/json$/)]);
    expect(executed && print(executed)).not.toContain('@defer');
  },
);

test.each([
  ['query ($label: String) { ... @defer(label: $label) { it } }', 'is a literal'],
  ['{ ... @defer(label: "a") { it } ... @defer(label: "a") { it } }', 'a label of its own'],
])('%s is not valid', async (query, message) => {
  expect((await run(query, APOLLO)).text).toContain(message);
});

import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { renderGraphiQL } from '@graphql-yoga/render-graphiql';
import { expect, it } from 'vitest';
import { mendLooks } from './mend-looks.ts';
import { mendTabs } from './mend-tabs.ts';
import { createGraphiqlPage } from './page.ts';

const page = renderGraphiQL({ title: 'page' });

it('holds everything that is mended, under the names that the mending looks for', () => {
  const mended = mendTabs(page);
  // The store learns the operation's name with the rest of the tab.
  expect(mended.match(/\(\{operationName:operationName\?\?void 0\}\)/g)).toHaveLength(1);
  expect(mended.split('<div id="root"></div>')).toHaveLength(2);
  expect(mended).toContain('.graphiql-tab { transform: none !important; }');
  expect(mendLooks(page).length).toBeGreaterThan(page.length);
  for (const name of [
    'graphiql-response',
    'graphiql-spinner',
    'graphiql-logo',
    'graphiql-doc-explorer',
    'graphiql-plugin',
    'graphiql-container',
    'monaco-editor',
  ]) {
    expect(page).toContain(name);
  }
});

it('is made anew at the next visit where it could not be made', async () => {
  let visits = 0;
  const graphiql = createGraphiqlPage(() => {
    visits += 1;
    if (visits === 1) throw new Error('not yet');
    return [];
  });
  const server = createServer((request, response) => {
    graphiql.serve(request, response).catch(() => response.writeHead(500).end());
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  try {
    const { port } = server.address() as AddressInfo;
    const visit = async () => {
      const answer = await fetch(`http://127.0.0.1:${port}/graphql`, { headers: { accept: 'text/html' } });
      return [answer.status, (await answer.text()).includes('<title>task-federation</title>')];
    };
    expect([await visit(), await visit(), await visit()]).toEqual([
      [500, false],
      [200, true],
      [200, true],
    ]);
    expect(visits).toBe(2);
  } finally {
    server.close();
  }
});

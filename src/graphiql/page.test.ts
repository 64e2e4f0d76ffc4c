import { renderGraphiQL } from '@graphql-yoga/render-graphiql';
import { expect, it } from 'vitest';
import { mendLooks } from './mend-looks.ts';
import { mendTabs } from './mend-tabs.ts';

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

import { writeFileSync } from 'node:fs';
import type { Page } from 'playwright-core';
import { launchChromium, noChromium } from '../support/chromium.ts';
import { startDemoServer } from '../support/demo-server.ts';

/** Takes the README's pictures of GraphiQL on the demo, as it is now. Not a test. */
const FOLDER = new URL('../../src/graphiql/', import.meta.url);

async function openAndRun(page: Page, url: string): Promise<void> {
  await page.goto(url);
  await page.locator('.graphiql-query-editor .view-line', { hasText: 'Every' }).first().waitFor();
  await page.locator('.graphiql-execute-button').click();
  await page.locator('.graphiql-response', { hasText: '"data"' }).waitFor();
  // Both editors colour their text behind its showing, a part at a time.
  await page.waitForFunction(() => {
    const lines = [...document.querySelectorAll('.graphiql-query-editor .view-line, .graphiql-response .view-line')];
    return lines.every((line) => !/\w/.test(line.textContent ?? '') || line.querySelector('span > span:not(.mtk1)'));
  });
}

async function openDocsOfTask(page: Page): Promise<void> {
  await page.getByLabel('Show Documentation Explorer').click();
  const docs = page.locator('.graphiql-doc-explorer');
  await docs.getByText('Task', { exact: true }).click();
  await docs.locator('.graphiql-doc-explorer-title', { hasText: /^Task$/ }).waitFor();
}

async function take(page: Page, name: string): Promise<void> {
  // Away from what shows a tooltip or a highlight under the pointer.
  await page.mouse.move(0, 0);
  writeFileSync(new URL(name, FOLDER), await page.screenshot({ animations: 'disabled', caret: 'hide' }));
  process.stdout.write(`src/graphiql/${name}\n`);
}

if (noChromium) throw new Error(noChromium);
const server = await startDemoServer();
const browser = await launchChromium();
try {
  const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
  await openAndRun(page, server.url);
  await take(page, 'screenshot.png');
  await page.setViewportSize({ width: 1280, height: 560 });
  await openDocsOfTask(page);
  await take(page, 'screenshot-docs.png');
} finally {
  await browser.close();
  await server.close();
}

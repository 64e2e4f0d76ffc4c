import { existsSync } from 'node:fs';
import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type DemoServer, startDemoServer } from '../support/demo-server.ts';

const PLACES = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome', '/snap/bin/chromium'];
const executablePath = [process.env['CHROMIUM_PATH'] ?? '', ...PLACES].find((path) => path !== '' && existsSync(path));

const TABS = [
  'EverythingNewestFirst',
  'RunningNow',
  'FailedInTheLastDay',
  'HuaweiHssClusterScans',
  'RefetchById',
  'Explain',
];

const title = executablePath
  ? 'GraphiQL in a browser'
  : `GraphiQL in a browser: SKIPPED, no Chromium in ${PLACES.join(', ')} or where CHROMIUM_PATH points`;

describe.skipIf(!executablePath)(title, { timeout: 60_000 }, () => {
  let server: DemoServer;
  let browser: Browser;
  let page: Page;
  /** Addresses of everything that the page asked for, and what its console complained of. */
  let requested: URL[];
  let complaints: string[];

  beforeAll(async () => {
    server = await startDemoServer();
    browser = await chromium.launch({
      ...(executablePath ? { executablePath } : {}),
      headless: true,
      args: [
        '--no-sandbox',
        '--disable-gpu',
        '--disable-quic',
        '--no-first-run',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
        '--no-proxy-server',
        // What a page asks for by name fails here, and is seen below all the same.
        '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1',
      ],
    });
  }, 60_000);
  afterAll(async () => {
    await browser.close();
    await server.close();
  });

  beforeEach(async () => {
    requested = [];
    complaints = [];
    const context = await browser.newContext({ viewport: { width: 1400, height: 900 } });
    page = await context.newPage();
    page.on('request', (request) => {
      const url = new URL(request.url());
      if (url.protocol !== 'data:') requested.push(url);
    });
    page.on('pageerror', (error) => complaints.push(error.message));
    page.on('console', (message) => {
      if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text());
    });
    await page.goto(server.url);
    await page
      .locator('.graphiql-tab-button')
      .nth(TABS.length - 1)
      .waitFor();
    return () => context.close();
  });

  const tabTitles = () => page.locator('.graphiql-tab-button').allTextContents();
  const activeTab = () => page.locator('.graphiql-tab-active .graphiql-tab-button').textContent();

  /**
   * Presses the play button; the answer as it came, once it is shown. Pressed too soon after a change of tabs GraphiQL takes the
   * operation of the tab before, and refuses by itself: then it is pressed again.
   */
  async function run(): Promise<Record<string, unknown>> {
    const answered = page.waitForResponse(
      (response) =>
        response.request().method() === 'POST' && !response.request().postData()?.includes('IntrospectionQuery'),
    );
    const press = async () => {
      await page.locator('.graphiql-execute-button').click();
      const shown = page.locator('.graphiql-response', { hasText: /"data"|Cannot infer operation/ });
      await shown.waitFor();
      return shown.textContent();
    };
    await expect.poll(press, { timeout: 30_000 }).not.toContain('Cannot infer operation');
    return (await answered).json();
  }

  it('opens with the example operations as tabs, the first of them shown and explained', async () => {
    expect(await page.title()).toBe('task-federation');
    expect(await tabTitles()).toEqual(TABS);
    expect(await activeTab()).toBe(TABS[0]);
    await page.locator('.graphiql-editor', { hasText: 'Every' }).first().waitFor();
  });

  it('runs them and shows the answers', async () => {
    const everything = await run();
    expect(everything).toMatchObject({ data: { tasks: { nodes: expect.any(Array), outcomes: expect.any(Array) } } });
    expect(everything).not.toHaveProperty('errors');

    await page.getByRole('button', { name: 'RefetchById', exact: true }).click();
    const refetched = await run();
    expect(refetched).toMatchObject({
      data: { nodes: [{ __typename: 'TaskSource', name: 'vsphere-cis-demo' }, {}, {}, {}] },
    });
    await page.locator('.graphiql-response', { hasText: 'TaskSource' }).waitFor();
  });

  it('knows the schema and shows it in its explorer', async () => {
    await page.getByLabel('Show Documentation Explorer').click();
    const docs = page.locator('.graphiql-doc-explorer');
    await docs.getByText('Query', { exact: true }).first().click();
    await docs.getByText('vmwareSrsRunspaces').waitFor();
  });

  it('shows a tab at the first click on it', async () => {
    for (const name of [...TABS].reverse()) {
      await page.getByRole('button', { name, exact: true }).click();
      await page.locator('.graphiql-tab-active', { hasText: name }).waitFor();
    }
  });

  it('comes back after a reload as it was left, or with the query that its address names', async () => {
    const reload = async () => {
      await page.reload();
      await page
        .locator('.graphiql-tab-button')
        .nth(TABS.length - 1)
        .waitFor();
      return [await activeTab(), await tabTitles()];
    };
    const kept = () => page.evaluate('localStorage.getItem("graphiql:tabState")');
    await run();
    await expect.poll(kept, { timeout: 10_000 }).toContain('"activeTabIndex":0');
    expect(await reload()).toEqual([TABS[0], TABS]);
    await page.getByRole('button', { name: 'RunningNow', exact: true }).click();
    await expect.poll(kept, { timeout: 10_000 }).toContain('"activeTabIndex":1');
    expect(await reload()).toEqual(['RunningNow', TABS]);

    await page.goto(`${server.url}?query=${encodeURIComponent('query Shared { __typename }')}`);
    await page.locator('.graphiql-tab-button').nth(TABS.length).waitFor();
    expect(await tabTitles()).toEqual([...TABS, 'Shared']);
    expect(await activeTab()).toBe('Shared');
  });

  it('asks nothing of any other machine, and has nothing to complain of', async () => {
    await run();
    const origin = new URL(server.url).origin;
    expect(requested.map((url) => url.origin).filter((from) => from !== origin)).toEqual([]);
    expect(complaints).toEqual([]);
  });

  it('could not: what is not its own server is refused by the browser', async () => {
    // As text: the test's own compiler would rewrite the import.
    const refused = await page.evaluate(`
      Promise.allSettled([fetch('http://127.0.0.1:9/'), import('http://127.0.0.1:9/module.js')])
        .then((asked) => asked.map(({ status }) => status))
    `);
    expect(refused).toEqual(['rejected', 'rejected']);
    for (const directive of ['connect-src', 'script-src']) {
      expect(complaints).toContainEqual(expect.stringContaining(`Content Security Policy directive: "${directive}`));
    }
  });
});

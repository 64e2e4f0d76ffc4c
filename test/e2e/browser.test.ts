import { isInterfaceType } from 'graphql';
import type { Browser, Page, Request } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { providers } from '../../src/providers/registry.ts';
import { buildSchema } from '../../src/schema.ts';
import { launchChromium, noChromium } from '../support/chromium.ts';
import { type DemoServer, startDemoServer } from '../support/demo-server.ts';

const TABS = [
  'EverythingNewestFirst',
  'RunningNow',
  'FailedInTheLastDay',
  'HuaweiHssClusterScans',
  'RefetchById',
  'Explain',
];

/** A page of tasks, as far as the walk below looks at it. */
interface TaskPage {
  readonly data: {
    readonly tasks: {
      readonly nodes: readonly { readonly id: string; readonly title: string; readonly status: string }[];
      readonly pageInfo: { readonly endCursor: string };
    };
  };
}

const title = noChromium ? `GraphiQL in a browser: SKIPPED, ${noChromium}` : 'GraphiQL in a browser';

describe.skipIf(noChromium !== null)(title, { timeout: 60_000 }, () => {
  let server: DemoServer;
  let browser: Browser;
  let page: Page;
  /** Addresses of everything that the page asked for, and what its console complained of. */
  let requested: URL[];
  let complaints: string[];

  beforeAll(async () => {
    server = await startDemoServer();
    browser = await launchChromium();
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

  const openTab = (name: string) => page.getByRole('button', { name, exact: true }).click();

  const isQuery = (request: Request) =>
    request.method() === 'POST' && !request.postData()?.includes('IntrospectionQuery');

  /** What is asked and answered while `press` presses the play button. */
  async function exchange<Answer>(press: () => Promise<unknown>): Promise<{ request: Request; answer: Answer }> {
    const answered = page.waitForResponse((response) => isQuery(response.request()));
    await press();
    const response = await answered;
    return { request: response.request(), answer: await response.json() };
  }

  /** Presses the play button, and waits until the answer is shown. */
  async function run<Answer = unknown>(): Promise<{ request: Request; answer: Answer }> {
    const exchanged = await exchange<Answer>(() => page.locator('.graphiql-execute-button').click());
    await page.locator('.graphiql-response', { hasText: '"data"' }).waitFor();
    return exchanged;
  }

  /** Marks a word of the query by a double click on it. */
  const mark = (word: string) =>
    page.locator('.graphiql-query-editor .view-line span > span').getByText(word, { exact: true }).dblclick();

  /** Pastes into the pane of that name under the query, which is empty. */
  async function paste(pane: 'Variables' | 'Headers', value: Readonly<Record<string, string>>): Promise<void> {
    await page.getByRole('button', { name: pane, exact: true }).click();
    await page.getByRole('region', { name: pane }).locator('.graphiql-editor:not(.hidden) .view-lines').click();
    await page.keyboard.insertText(JSON.stringify(value));
  }

  it('opens with the example operations as tabs, the first of them shown and explained', async () => {
    expect(await page.title()).toBe('task-federation');
    expect(await tabTitles()).toEqual(TABS);
    expect(await activeTab()).toBe(TABS[0]);
    await page.locator('.graphiql-editor', { hasText: 'Every' }).first().waitFor();
  });

  it('runs them and shows the answers', async () => {
    const { answer: everything } = await run();
    expect(everything).toMatchObject({ data: { tasks: { nodes: expect.any(Array), outcomes: expect.any(Array) } } });
    expect(everything).not.toHaveProperty('errors');

    await openTab('RefetchById');
    const { answer: refetched } = await run();
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

  it('builds a query from what is ticked in its explorer', async () => {
    await openTab('RunningNow');
    await page.getByLabel('Show GraphiQL Explorer').click();
    await page.locator('.docExplorerWrap').getByText('endedAt', { exact: true }).first().click();
    await expect
      .poll(() => page.locator('.graphiql-query-editor').textContent(), { timeout: 10_000 })
      .toContain('endedAt');
  });

  it('says where the answer will be, until there is one', async () => {
    const hint = () =>
      page.locator('.graphiql-response').evaluate((pane) => getComputedStyle(pane, '::before').content);
    await expect.poll(hint, { timeout: 10_000 }).toContain('Press the play button');
    await run();
    await expect.poll(hint, { timeout: 10_000 }).toBe('none');
  });

  it('runs the tab that is shown, however soon after the click on it', async () => {
    for (const name of [...TABS].reverse()) {
      const { request } = await exchange(() =>
        page.evaluate((title) => {
          document.querySelector<HTMLElement>(`.graphiql-tab-button[title="${title}"]`)?.click();
          document.querySelector<HTMLElement>('.graphiql-execute-button')?.click();
        }, name),
      );
      expect(request.postDataJSON()).toMatchObject({ operationName: name });
    }
  });

  it('is walked as a person does', async () => {
    const { answer: first } = await run<TaskPage>();

    // On to the next page.
    const { endCursor } = first.data.tasks.pageInfo;
    await paste('Variables', { after: endCursor });
    const { request, answer: second } = await run<TaskPage>();
    expect(request.postDataJSON()).toMatchObject({ variables: { after: endCursor } });
    const shown = new Set(first.data.tasks.nodes.map(({ id }) => id));
    expect(second.data.tasks.nodes).toHaveLength(20);
    expect(second.data.tasks.nodes.filter(({ id }) => shown.has(id))).toEqual([]);

    // One of them again, by its id.
    const [task] = second.data.tasks.nodes;
    await openTab('RefetchById');
    await mark('"VGFza1NvdXJjZTp2c3BoZXJlLWNpcy1kZW1vOg"');
    await page.keyboard.insertText(task?.id ?? '');
    const { answer: refetched } = await run<{ data: { nodes: readonly unknown[] } }>();
    expect(refetched.data.nodes[0]).toMatchObject({ id: task?.id, title: task?.title, status: task?.status });

    // Another filter, from what the editor suggests.
    await openTab('RunningNow');
    const { answer: running } = await run<TaskPage>();
    const statuses = (answer: TaskPage) => new Set(answer.data.tasks.nodes.map(({ status }) => status));
    expect(statuses(running)).not.toContain('FAILED');
    await mark('RUNNING');
    await page.keyboard.type('FAI');
    await page.locator('.suggest-widget .monaco-list-row', { hasText: 'FAILED' }).click();
    const { answer: failed } = await run<TaskPage>();
    expect(statuses(failed)).toContain('FAILED');
    expect(statuses(failed)).not.toContain('RUNNING');

    // With a header of one's own.
    await paste('Headers', { 'x-tried-by': 'a person' });
    const { request: withHeader } = await run();
    expect(await withHeader.headerValue('x-tried-by')).toBe('a person');

    // What a task is.
    await page.getByLabel('Show Documentation Explorer').click();
    const docs = page.locator('.graphiql-doc-explorer');
    await docs.getByText('Task', { exact: true }).click();
    await docs.locator('.graphiql-doc-explorer-title', { hasText: /^Task$/ }).waitFor();
    expect(await page.locator('.graphiql-plugin').evaluate(({ scrollTop }) => scrollTop)).toBe(0);
    const described = (await buildSchema(providers)).getType('Task');
    if (!isInterfaceType(described)) throw new Error('no type Task');
    const opening = described.description?.split(/[.`]/, 1)[0] ?? '';
    expect(opening).not.toBe('');
    expect(await docs.locator('.graphiql-markdown-description').first().textContent()).toContain(opening);
    const fields = await docs.locator('.graphiql-doc-explorer-field-name').allTextContents();
    expect(fields).toEqual(Object.keys(described.getFields()));

    expect(complaints).toEqual([]);
    expect(new Set(requested.map(({ origin }) => origin))).toEqual(new Set([new URL(server.url).origin]));
  });

  it('shows a tab at the first click on it', async () => {
    for (const name of [...TABS].reverse()) {
      await openTab(name);
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
    await openTab('RunningNow');
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

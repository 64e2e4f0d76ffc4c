import { createHash } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import { type Encoding, preferredEncoding } from './encoding.ts';
import { mendLooks } from './mend-looks.ts';
import { mendTabs } from './mend-tabs.ts';
import type { ExampleTab } from './tabs.ts';

export interface GraphiqlPage {
  /** Whether a request is a browser's that opens the address, not a client's that asks a query. */
  wants(request: IncomingMessage): boolean;
  serve(request: IncomingMessage, response: ServerResponse): Promise<void>;
}

/**
 * The page may talk to its own server and to nothing else: everything it needs is in it. Held to by the browser, whatever the
 * page's libraries may try. Blob workers are the editor's.
 */
const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "script-src 'unsafe-inline' blob:",
  "style-src 'unsafe-inline'",
  'worker-src blob:',
  'img-src data:',
  'font-src data:',
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

/** 5 is where brotli's time begins to grow faster than its answer shrinks: 9 MB become 2 in well under a second. */
const BROTLI_QUALITY = 5;

const compress: Readonly<Record<Encoding, (page: Buffer) => Promise<Buffer>>> = {
  br: (page) => promisify(brotliCompress)(page, { params: { [constants.BROTLI_PARAM_QUALITY]: BROTLI_QUALITY } }),
  gzip: (page) => promisify(gzip)(page),
  identity: async (page) => page,
};

/**
 * GraphiQL, whole in one file. Rendered and compressed once, at the first visit: most servers never have one.
 * @param tabs what it opens with; called at the first visit too.
 */
export function createGraphiqlPage(tabs: () => readonly ExampleTab[]): GraphiqlPage {
  const rendered = once(async () => {
    const { renderGraphiQL } = await import('@graphql-yoga/render-graphiql');
    const page = renderGraphiQL({
      title: 'task-federation',
      defaultTabs: [...tabs()],
      // The examples run without variables and headers: the room is theirs until one of these is pressed.
      defaultEditorToolsVisibility: false,
      // What is typed there is often a token: not for the browser's storage.
      shouldPersistHeaders: false,
    });
    const html = Buffer.from(mendLooks(mendTabs(page)), 'utf8');
    return { html, hash: createHash('sha256').update(html).digest('base64url').slice(0, 16) };
  });
  const encoded: Readonly<Record<Encoding, () => Promise<Buffer>>> = {
    br: once(async () => compress.br((await rendered()).html)),
    gzip: once(async () => compress.gzip((await rendered()).html)),
    identity: async () => (await rendered()).html,
  };

  return {
    wants: ({ method, headers }) =>
      (method === 'GET' || method === 'HEAD') && (headers.accept?.includes('text/html') ?? false),

    async serve({ method, headers }, response) {
      const encoding = preferredEncoding(headers['accept-encoding']);
      const { hash } = await rendered();
      const etag = `"${hash}-${encoding}"`;
      response.setHeader('content-type', 'text/html; charset=utf-8');
      response.setHeader('content-security-policy', CONTENT_SECURITY_POLICY);
      // Kept by the browser, asked for again each time: a new version shows at once, and the usual answer is a 304.
      response.setHeader('cache-control', 'no-cache');
      response.setHeader('etag', etag);
      response.setHeader('vary', 'accept, accept-encoding');
      if (headers['if-none-match']?.split(/\s*,\s*/).includes(etag)) {
        response.writeHead(304).end();
        return;
      }
      const body = await encoded[encoding]();
      if (encoding !== 'identity') response.setHeader('content-encoding', encoding);
      response.writeHead(200, { 'content-length': body.length });
      response.end(method === 'HEAD' ? undefined : body);
    },
  };
}

/** What failed is made anew when it is asked for again. */
function once<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | null = null;
  return () => {
    made ??= make().catch((error: unknown) => {
      made = null;
      throw error;
    });
    return made;
  };
}

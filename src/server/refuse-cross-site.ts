import type { Plugin } from 'graphql-yoga';

/**
 * Refuses what a page of another site made a browser send, with 403. Browsers say so in Sec-Fetch-Site, which no page can change;
 * other clients send no such header. It could not read the answer anyway (no CORS here), but it could keep the upstreams busy.
 */
export function refuseCrossSite(): Plugin {
  return {
    onRequest({ request, fetchAPI, endResponse }) {
      if (request.headers.get('sec-fetch-site') !== 'cross-site') return;
      const error = { message: 'Requests from other sites are not answered.', extensions: { code: 'FORBIDDEN' } };
      endResponse(fetchAPI.Response.json({ errors: [error] }, { status: 403 }));
    },
  };
}

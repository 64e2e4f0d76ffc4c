import type { Plugin } from 'graphql-yoga';

/** Tells a POST whose body is in a media type or a coding that is not read here what is: by itself Yoga says nothing, or quotes the bytes. */
export function refuseMediaType(): Plugin {
  return {
    onRequestParse({ request, requestParser, fetchAPI, endResponse }) {
      const isPlain = /^(?:identity)?$/i.test(request.headers.get('content-encoding') ?? '');
      // Other methods are told which there are.
      if ((requestParser && isPlain) || request.method !== 'POST') return;
      const error = {
        message: 'A request is POSTed as application/json, not compressed: {"query": "…", "variables": {…}}.',
        extensions: { code: 'UNSUPPORTED_MEDIA_TYPE' },
      };
      endResponse(fetchAPI.Response.json({ errors: [error] }, { status: 415 }));
    },
  };
}

import type { Plugin } from 'graphql-yoga';

/** Tells a POST whose body is in a media type that is not read here what is: by itself Yoga answers 415 without a word. */
export function refuseMediaType(): Plugin {
  return {
    onRequestParse({ request, requestParser, fetchAPI, endResponse }) {
      // Other methods are told which there are.
      if (requestParser || request.method !== 'POST') return;
      const error = {
        message: 'A request is POSTed as application/json: {"query": "…", "variables": {…}}.',
        extensions: { code: 'UNSUPPORTED_MEDIA_TYPE' },
      };
      endResponse(fetchAPI.Response.json({ errors: [error] }, { status: 415 }));
    },
  };
}

import type { Plugin } from 'graphql-yoga';

/** Tells a client that accepts no media type of an answer which there are: by itself Yoga answers 406 without a word. */
export function refuseAccept(): Plugin {
  return {
    onResultProcess({ resultProcessor, acceptableMediaTypes, setResultProcessor }) {
      if (resultProcessor) return;
      // Yoga lists them once for each that the client named.
      const error = {
        message: `An answer comes as one of these, by the header Accept: ${[...new Set(acceptableMediaTypes)].join(', ')}.`,
        extensions: { code: 'NOT_ACCEPTABLE' },
      };
      setResultProcessor(
        (_result, { Response }) => Response.json({ errors: [error] }, { status: 406 }),
        'application/json',
      );
    },
  };
}

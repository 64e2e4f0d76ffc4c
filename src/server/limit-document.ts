import { GraphQLError, parse } from 'graphql';
import type { Plugin } from 'graphql-yoga';
import { tooLarge } from '../graphql/errors.ts';

export interface TextLimits {
  /** What a text takes to be read and looked up grows with them. */
  readonly characters: number;
  /** What parsing and validating may cost grows with them; a large operation of a person's has a few hundred. */
  readonly tokens: number;
}

export const TEXT_LIMITS: TextLimits = { characters: 65_536, tokens: 5000 };

/** Refuses a document by its text, before the work that it would make: 413 for its length, a syntax error past the last token allowed. */
export function limitDocument({ characters, tokens }: TextLimits = TEXT_LIMITS): Plugin {
  return {
    onParams({ params: { query }, setResult }) {
      // What is no text is refused by Yoga, whose types say that it always is one.
      if (typeof query !== 'string' || query.length <= characters) return;
      const error = new GraphQLError(`The document is longer than ${characters} characters.`, {
        extensions: { code: 'OPERATION_TOO_LARGE', http: { status: 413 } },
      });
      // Thrown, it would be no operation's: told of to nobody.
      setResult({ errors: [error] });
    },
    onParse({ setParseFn }) {
      setParseFn((source, options) => {
        try {
          return parse(source, { ...options, maxTokens: tokens });
        } catch (error) {
          // The parser calls itself for each level.
          if (error instanceof RangeError) throw tooLarge('The document is nested too deeply.');
          throw error;
        }
      });
    },
  };
}

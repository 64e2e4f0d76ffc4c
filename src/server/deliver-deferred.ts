import type { ExecutionResult } from 'graphql';
import type { Plugin } from 'graphql-yoga';
import { deferLabels, defersAny, withoutDefer } from '../graphql/defer.ts';
import { isAsyncIterable } from './async-iterable.ts';

/** One part of an answer as Yoga's executor makes it: the first is a result, each later one holds what has arrived. */
interface Part extends ExecutionResult {
  readonly incremental?: readonly { readonly errors?: readonly unknown[] }[];
}

/** Media types by which an answer can come in parts. To be asked for by name: whoever takes anything most often reads JSON alone. */
const IN_PARTS: ReadonlySet<string> = new Set(['multipart/mixed', 'text/event-stream']);

/**
 * Serves `@defer`, which Yoga's executor carries out. A client that names no media type for parts gets its answer whole.
 * Yoga's own mask looks at no part but the first: `mask` is laid over the later ones here. Its plugin for this would bring `@stream`, and
 * an older copy of graphql-js's rule on overlapping fields, ten times slower on fragments made to be slow.
 */
export function deliverDeferred(mask: (error: unknown) => Error): Plugin {
  const masked = (part: Part): Part => ({
    ...part,
    ...(part.incremental && {
      incremental: part.incremental.map((fragment) => ({
        ...fragment,
        ...(fragment.errors && { errors: fragment.errors.map(mask) }),
      })),
    }),
  });
  return {
    onValidate: ({ addValidationRule }) => addValidationRule(deferLabels),
    onExecute({ args }) {
      if (!defersAny(args.document)) return undefined;
      if (!takesParts(args.contextValue.request)) args.document = withoutDefer(args.document);
      return {
        onExecuteDone: ({ result }) =>
          isAsyncIterable(result) ? { onNext: ({ result: part, setResult }) => setResult(masked(part)) } : undefined,
      };
    },
  };
}

function takesParts(request: Request): boolean {
  return (request.headers.get('accept') ?? '').split(',').some((range) => {
    const [type = '', ...parameters] = range.split(';').map((part) => part.trim().toLowerCase());
    return IN_PARTS.has(type) && !parameters.some((parameter) => /^q=0(\.0*)?$/.test(parameter));
  });
}

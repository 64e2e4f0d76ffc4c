import { type Plugin, useExecutionCancellation } from 'graphql-yoga';
import { documentLimits } from '../graphql/document-limits.ts';
import type { Logger } from '../telemetry/logger.ts';
import { deliverDeferred } from './deliver-deferred.ts';
import type { KnownOperations } from './known-operations.ts';
import { limitDocument } from './limit-document.ts';
import { createMaskError, MASKED_MESSAGE } from './mask-error.ts';
import type { OperationObserver } from './observe-operations.ts';
import { readParameters } from './read-parameters.ts';
import { refuseAccept } from './refuse-accept.ts';
import { refuseCrossSite } from './refuse-cross-site.ts';
import { refuseMediaType } from './refuse-media-type.ts';

export interface PluginDeps {
  readonly logger: Logger;
  readonly known: KnownOperations;
  readonly observer: OperationObserver;
}

/** Yoga's plugins, in the order they run. */
export function createPlugins({ logger, known, observer }: PluginDeps): Plugin[] {
  const mask = createMaskError(logger);
  return [
    // What another site made a browser send is not even read.
    refuseCrossSite(),
    // After Yoga's own parsers have looked at the request.
    refuseMediaType(),
    readParameters(),
    // After Yoga's own processors have looked at what is accepted.
    refuseAccept(),
    // Around all that follows: what it tells is how long the whole took, and with which errors.
    observer.plugin,
    // Before parsing.
    limitDocument(),
    // With graphql-js's own rules, before anything is executed.
    { onValidate: ({ addValidationRule }) => addValidationRule(documentLimits()) },
    // What is put off with `@defer`, to clients that take an answer in parts.
    deliverDeferred((error) => mask(error, MASKED_MESSAGE)),
    // A client that has gone: no further resolver starts for it.
    useExecutionCancellation(),
    // Last, so that it stands around the executor itself.
    known.plugin,
  ];
}

import type { GraphQLSchema } from 'graphql';
import { type Plugin, useExecutionCancellation } from 'graphql-yoga';
import { documentLimits } from '../graphql/document-limits.ts';
import type { Leave } from '../http/leave.ts';
import type { Logger } from '../telemetry/logger.ts';
import { deliverDeferred } from './deliver-deferred.ts';
import { createKnownOperations, type KnownOperations } from './known-operations.ts';
import { limitDocument } from './limit-document.ts';
import { createMaskError, MASKED_MESSAGE } from './mask-error.ts';
import { type OperationObserver, observeOperations } from './observe-operations.ts';
import { readParameters } from './read-parameters.ts';
import { refuseCrossSite } from './refuse-cross-site.ts';
import { refuseMediaType } from './refuse-media-type.ts';

/** How operations are carried out, by Yoga and, for those that are known, without it. */
export interface Pipeline {
  /** Yoga's, in the order they run. */
  readonly plugins: readonly Plugin[];
  readonly known: KnownOperations;
  readonly observer: OperationObserver;
}

/** @param createContext makes what resolvers get, for one request. */
export function createPipeline(
  schema: GraphQLSchema,
  logger: Logger,
  createContext: (signal: Leave) => object,
): Pipeline {
  const mask = createMaskError(logger);
  const known = createKnownOperations(schema, createContext);
  const observer = observeOperations(logger);
  const plugins: readonly Plugin[] = [
    // What another site made a browser send is not even read.
    refuseCrossSite(),
    // After Yoga's own parsers have looked at the request.
    refuseMediaType(),
    readParameters(),
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
  return { plugins, known, observer };
}

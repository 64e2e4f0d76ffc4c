import type { UpstreamErrorCode } from '../../errors.ts';
import type { HttpResponse } from '../../http/exchange.ts';
import { isTransientStatus } from '../../http/interceptors/retry.ts';
import type { ErrorReading } from '../../http/request-json.ts';
import { parseJson } from '../../json/parse-json.ts';
import { readStandardError, type StandardError, textOf } from './standard-error.ts';

/**
 * What each `error_type` of the vSphere Automation API comes to. The status says less: types that list and get do not declare
 * share 400 and 500. A type that is not here is read by its status.
 */
const CODE_OF: ReadonlyMap<string, UpstreamErrorCode> = new Map([
  ['UNAUTHENTICATED', 'UNAUTHENTICATED'],
  ['UNAUTHORIZED', 'FORBIDDEN'],
  ['NOT_FOUND', 'NOT_FOUND'],
  ['OPERATION_NOT_FOUND', 'NOT_FOUND'],
  ['INVALID_ARGUMENT', 'INVALID_ARGUMENT'],
  ['INVALID_ELEMENT_CONFIGURATION', 'INVALID_ARGUMENT'],
  ['INVALID_ELEMENT_TYPE', 'INVALID_ARGUMENT'],
  ['INVALID_REQUEST', 'INVALID_ARGUMENT'],
  ['UNEXPECTED_INPUT', 'INVALID_ARGUMENT'],
  ['UNSUPPORTED', 'INVALID_ARGUMENT'],
  ['ALREADY_EXISTS', 'INVALID_ARGUMENT'],
  ['ALREADY_IN_DESIRED_STATE', 'INVALID_ARGUMENT'],
  ['NOT_ALLOWED_IN_CURRENT_STATE', 'INVALID_ARGUMENT'],
  ['TIMED_OUT', 'TIMEOUT'],
  ['SERVICE_UNAVAILABLE', 'UNAVAILABLE'],
  ['INTERNAL_SERVER_ERROR', 'UNAVAILABLE'],
  ['ERROR', 'UNAVAILABLE'],
  ['CANCELED', 'UNAVAILABLE'],
  ['CONCURRENT_CHANGE', 'UNAVAILABLE'],
  ['FEATURE_IN_USE', 'UNAVAILABLE'],
  ['RESOURCE_BUSY', 'UNAVAILABLE'],
  ['RESOURCE_IN_USE', 'UNAVAILABLE'],
  ['UNABLE_TO_ALLOCATE_RESOURCE', 'UNAVAILABLE'],
  ['UNVERIFIED_PEER', 'UNAVAILABLE'],
]);

/** A sentence about the limit of 1000 matches; a task id may hold the digits too, between hyphens. */
const SPEAKS_OF_LIMIT = /(?<![\w-])1[,.]?000(?![\w-])|too many|exceed/i;

/** Reads an error body of /api or /rest: its type decides the code, the outermost message is the one to show. */
export function readError(json: unknown): ErrorReading {
  const error = readStandardError(json);
  if (error === null) return {};
  const code = codeOf(error);
  const message = textOf(error.messages[0]);
  return {
    ...(code === undefined ? {} : { code }),
    ...(message === null ? {} : { message }),
    ...(error.type === null ? {} : { upstreamCode: error.type }),
  };
}

function codeOf({ type, messages }: StandardError): UpstreamErrorCode | undefined {
  if (type !== 'RESOURCE_INACCESSIBLE') return CODE_OF.get(type ?? '');
  // One type for two things, 500 under /api and 400 under /rest: over 1000 matches, or a task whose state can't be read.
  const speaks = messages.some(({ default_message: english, localized }) =>
    [english, localized].some((text) => text !== null && SPEAKS_OF_LIMIT.test(text)),
  );
  return speaks ? 'TOO_MANY_RESULTS' : 'UNAVAILABLE';
}

/** RESOURCE_INACCESSIBLE tells of the list or of one task, not of how vCenter fares. */
export function isNeutral({ status, body }: HttpResponse): boolean {
  return status >= 400 && readStandardError(parseJson(body))?.type === 'RESOURCE_INACCESSIBLE';
}

/** 429, 502, 503 and 504, but that no other try mends a sign-in that is refused for too many sessions. */
export function isTransient(response: HttpResponse): boolean {
  return isTransientStatus(response) && !isSessionCap(parseJson(response.body));
}

/** What `upstreamCode` says where a user has all the sessions that it may have. */
export const SESSION_CAP = 'com.vmware.vapi.endpoint.failedToLoginMaxUserSessionCountReached';

/** Reads a sign-in's error body: that a user has all the sessions it may have is told by a message's id alone, in a 503. */
export function readLoginError(json: unknown): ErrorReading {
  if (!isSessionCap(json)) return readError(json);
  return {
    code: 'UNAVAILABLE',
    message:
      'vCenter refuses the sign-in: this user has as many sessions as vCenter allows; one must end or expire first.',
    upstreamCode: SESSION_CAP,
  };
}

function isSessionCap(json: unknown): boolean {
  return readStandardError(json)?.messages.some(({ id }) => id === SESSION_CAP) ?? false;
}

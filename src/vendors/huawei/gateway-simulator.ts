import type { Clock } from '../../simulation/clock.ts';
import type { SimulatedAnswer, SimulatedRequest } from '../../simulation/simulator.ts';
import type { IamSimulator } from './iam-simulator.ts';
import { authorizationOf, type SigningKeys } from './sign.ts';

const MINUTE_MS = 60_000;
/** A signature whose date is further off is refused. */
const MAX_SKEW_MS = 15 * MINUTE_MS;
/** So many refusals in a row lock a key for so long. */
const LOCKING_REFUSALS = 5;
const LOCK_MS = 5 * MINUTE_MS;

/** Looks at a request as the API gateway does, before the service sees it: null lets it through. */
export type GatewayCheck = (request: SimulatedRequest) => SimulatedAnswer | null;

export interface GatewayCheckOptions {
  readonly iam: IamSimulator;
  /** The access keys that are known. */
  readonly keys: readonly SigningKeys[];
  /** The project that both kinds of credential are for: the second segment of every path. */
  readonly projectId: string;
  /** What a signature's date is held against: the wall clock, by which requests are signed, unless given. */
  readonly signatureClock?: Clock;
}

/** The gateway's check of X-Auth-Token or AK/SK signature, with its documented refusals and its lock. */
export function createGatewayCheck(options: GatewayCheckOptions): GatewayCheck {
  const { iam, keys, projectId, signatureClock = Date.now } = options;
  const refusals = new Map<string, { count: number; lockedUntil: number }>();

  const checkSignature = (request: SimulatedRequest, authorization: string): SimulatedAnswer | null => {
    const [, accessKey = '', signedHeaders = ''] =
      /^SDK-HMAC-SHA256 Access=([^,\s]+), SignedHeaders=([^,\s]+), Signature=[0-9a-f]{64}$/.exec(authorization) ?? [];
    const known = keys.find((key) => key.accessKey === accessKey);
    if (!known) return unauthenticated('verify aksk signature fail, AK is not exist');
    const past = refusals.get(accessKey) ?? { count: 0, lockedUntil: 0 };
    if (signatureClock() < past.lockedUntil) {
      return unauthenticated('AK access failed to reach the limit,forbidden');
    }
    if (isSignedBy(known, request, signedHeaders.split(';'), authorization, signatureClock())) {
      refusals.delete(accessKey);
      return null;
    }
    const count = past.count + 1;
    const isLocked = count >= LOCKING_REFUSALS;
    refusals.set(accessKey, { count: isLocked ? 0 : count, lockedUntil: isLocked ? signatureClock() + LOCK_MS : 0 });
    return unauthenticated('verify aksk signature fail');
  };

  return (request) => {
    const { headers, path } = request;
    const token = headers['x-auth-token'];
    const authorization = headers['authorization'];
    const isOfProject = path.split('/')[2] === projectId;
    if (token !== undefined) {
      if (!iam.isValid(token)) return unauthenticated('decrypt token fail');
      return isOfProject ? null : gatewayError(401, 'APIGW.0307', 'The token must be updated.');
    }
    if (authorization === undefined) return unauthenticated('Get IAM Token failed');
    return (
      checkSignature(request, authorization) ??
      (isOfProject && headers['x-project-id'] === projectId
        ? null
        : gatewayError(403, 'APIGW.0310', 'The project is unavailable.'))
    );
  };
}

/** An error as the gateway writes it. */
export function gatewayError(status: number, code: string, message: string): SimulatedAnswer {
  return { status, json: { error_msg: message, error_code: code, request_id: 'c50619de20b0e70590f57a99dbed044f' } };
}

function unauthenticated(reason: string): SimulatedAnswer {
  return gatewayError(401, 'APIGW.0301', `Incorrect IAM authentication information: ${reason}`);
}

function isSignedBy(
  keys: SigningKeys,
  { method, target, headers, body }: SimulatedRequest,
  signedHeaders: readonly string[],
  authorization: string,
  now: number,
): boolean {
  const date = dateOf(headers['x-sdk-date']);
  if (date === null || Math.abs(now - date) > MAX_SKEW_MS || !signedHeaders.includes('x-sdk-date')) return false;
  const signed = Object.fromEntries(signedHeaders.map((name) => [name, headers[name] ?? '']));
  return authorizationOf({ method, path: target, headers: signed, body }, keys) === authorization;
}

/** Reads `YYYYMMDDTHHMMSSZ`. */
function dateOf(text: string | undefined): number | null {
  const [, year, month, day, hour, minute, second] =
    /^(\d{4})(\d{2})(\d{2})T(\d{2})(\d{2})(\d{2})Z$/.exec(text ?? '') ?? [];
  const instant = Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
  return Number.isNaN(instant) ? null : instant;
}

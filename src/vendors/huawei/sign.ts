import { createHash, createHmac } from 'node:crypto';
import type { HttpRequest } from '../../http/exchange.ts';

const ALGORITHM = 'SDK-HMAC-SHA256';
const DATE_HEADER = 'x-sdk-date';

/** An access key pair of an IAM user. */
export interface SigningKeys {
  readonly accessKey: string;
  readonly secretKey: string;
}

/** What a signature covers: exactly what is sent. */
export interface SignedContent {
  readonly method: string;
  /** Path and query as sent. */
  readonly path: string;
  /** The headers that are signed, `x-sdk-date` among them, under lower-case names. */
  readonly headers: Readonly<Record<string, string>>;
  /** Empty for none. */
  readonly body: string;
}

/**
 * The `Authorization` header of a request. The secret key is the HMAC's key as it is: no derived keys, no region, no service.
 * @see https://support.huaweicloud.com/intl/en-us/devg-apisign/api-sign-algorithm.html
 */
export function authorizationOf(content: SignedContent, { accessKey, secretKey }: SigningKeys): string {
  const names = Object.keys(content.headers).sort();
  const text = [ALGORITHM, content.headers[DATE_HEADER] ?? '', sha256(canonicalRequest(content, names))].join('\n');
  const signature = createHmac('sha256', secretKey).update(text, 'utf8').digest('hex');
  return `${ALGORITHM} Access=${accessKey}, SignedHeaders=${names.join(';')}, Signature=${signature}`;
}

/** Headers that no proxy on the way has a reason to change. */
const SIGNED: ReadonlySet<string> = new Set(['content-type', 'host', 'x-project-id', DATE_HEADER]);

/** The request with `X-Sdk-Date` of the given epoch milliseconds and its signature. */
export function signRequest(request: HttpRequest, keys: SigningKeys, at: number): HttpRequest {
  const headers = { ...request.headers, [DATE_HEADER]: sdkDate(at) };
  const signed = Object.fromEntries(Object.entries(headers).filter(([name]) => SIGNED.has(name)));
  const { method, path, body = '' } = request;
  return {
    ...request,
    headers: { ...headers, authorization: authorizationOf({ method, path, headers: signed, body }, keys) },
  };
}

function canonicalRequest({ method, path, headers, body }: SignedContent, names: readonly string[]): string {
  const queryAt = path.indexOf('?');
  const pathname = queryAt === -1 ? path : path.slice(0, queryAt);
  const query = queryAt === -1 ? '' : path.slice(queryAt + 1);
  return [
    method,
    canonicalUri(pathname),
    canonicalQuery(query),
    ...names.map((name) => `${name}:${(headers[name] ?? '').trim()}`),
    '',
    names.join(';'),
    sha256(body),
  ].join('\n');
}

/** Each segment encoded anew, and a slash at the end, which the path as sent does not have. */
function canonicalUri(pathname: string): string {
  const encoded = pathname.split('/').map((segment) => encode(decodeSegment(segment)));
  return encoded.at(-1) === '' ? encoded.join('/') : `${encoded.join('/')}/`;
}

function canonicalQuery(query: string): string {
  return [...new URLSearchParams(query)]
    .sort(([a, x], [b, y]) => compareText(a, b) || compareText(x, y))
    .map(([name, value]) => `${encode(name)}=${encode(value)}`)
    .join('&');
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** A segment with a stray percent sign stands for itself. */
function decodeSegment(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}

/** RFC 3986: all but A-Z, a-z, 0-9, `-`, `.`, `_` and `~`. */
function encode(text: string): string {
  return encodeURIComponent(text).replace(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

function sha256(text: string): string {
  return createHash('sha256').update(text, 'utf8').digest('hex');
}

/** `YYYYMMDDTHHMMSSZ`, UTC. */
function sdkDate(at: number): string {
  return `${new Date(at).toISOString().slice(0, 19).replaceAll(/[-:]/g, '')}Z`;
}

import { createHash, createHmac } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { documentPath } from '../../../test/support/openapi.ts';
import { authorizationOf, signRequest } from './sign.ts';

const keys = { accessKey: 'AKIDEXAMPLE000000001', secretKey: 'wJalrXUtnFEMIK7MDENGbPxRfiCYEXAMPLEKEY00' };

/** The algorithm once more, from a canonical request written out by hand. */
function expectedSignature(date: string, canonical: string): string {
  const digest = createHash('sha256').update(canonical).digest('hex');
  return createHmac('sha256', keys.secretKey).update(`SDK-HMAC-SHA256\n${date}\n${digest}`).digest('hex');
}

const EMPTY = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855';

describe('an AK/SK signature', () => {
  test('covers path, sorted query, sorted headers and body', () => {
    const bodyHash = createHash('sha256').update('{"ü":1}').digest('hex');
    const canonical = `POST
/v5/p/common/tasks/batch-query/
limit=10&offset=0
content-type:application/json
host:127.0.0.1:8080
x-project-id:p
x-sdk-date:20260102T030405Z

content-type;host;x-project-id;x-sdk-date
${bodyHash}`;
    const signed = signRequest(
      {
        method: 'POST',
        path: '/v5/p/common/tasks/batch-query?offset=0&limit=10',
        headers: {
          'x-project-id': 'p',
          host: '127.0.0.1:8080',
          accept: 'application/json',
          'content-type': 'application/json',
        },
        body: '{"ü":1}',
        safe: true,
      },
      keys,
      Date.UTC(2026, 0, 2, 3, 4, 5, 999),
    );
    expect(signed.headers).toEqual({
      'x-project-id': 'p',
      host: '127.0.0.1:8080',
      accept: 'application/json',
      'content-type': 'application/json',
      'x-sdk-date': '20260102T030405Z',
      authorization: `SDK-HMAC-SHA256 Access=AKIDEXAMPLE000000001, SignedHeaders=content-type;host;x-project-id;x-sdk-date, Signature=${expectedSignature('20260102T030405Z', canonical)}`,
    });
  });

  test('encodes path and query anew, keeps repeated values in order of value, and has no body hash but that of nothing', () => {
    const canonical = `GET
/v1/a%20b%2A/c~d/
a=1&a=2&b=x%20y&empty=&name=%21
x-sdk-date:20260102T030405Z

x-sdk-date
${EMPTY}`;
    expect(
      authorizationOf(
        {
          method: 'GET',
          path: '/v1/a%20b*/c~d?name=!&b=x+y&a=2&empty=&a=1',
          headers: { 'x-sdk-date': '20260102T030405Z' },
          body: '',
        },
        keys,
      ),
    ).toBe(
      `SDK-HMAC-SHA256 Access=AKIDEXAMPLE000000001, SignedHeaders=x-sdk-date, Signature=${expectedSignature('20260102T030405Z', canonical)}`,
    );
  });

  test('of the bare root path is the one that another implementation computed', () => {
    expect(
      authorizationOf({ method: 'GET', path: '/', headers: { 'x-sdk-date': '20260102T030405Z' }, body: '' }, keys),
    ).toBe(
      'SDK-HMAC-SHA256 Access=AKIDEXAMPLE000000001, SignedHeaders=x-sdk-date, Signature=6db10da5b67eb7a88939fbcf696bc1dd0ffe7024ff24bc9f18e444c508f26ce1',
    );
  });
});

interface Vectors {
  readonly access_key: string;
  readonly secret_key: string;
  readonly x_sdk_date: string;
  readonly vectors: readonly {
    readonly method: string;
    readonly url: string;
    readonly query: Readonly<Record<string, string | number>>;
    readonly headers: Readonly<Record<string, string>>;
    readonly body: string;
    readonly authorization: string;
  }[];
}

const vectorsPath = documentPath('payloads/huawei-sig-vectors.json');

test.skipIf(vectorsPath === null)(
  "equals those of the vendor's SDK (skipped where its test vectors are not on this machine)",
  () => {
    const file = JSON.parse(readFileSync(vectorsPath ?? '', 'utf8')) as Vectors;
    expect(file.vectors).toHaveLength(2);
    for (const { method, url, query, headers, body, authorization } of file.vectors) {
      const parameters = new URLSearchParams(
        Object.entries(query).map(([name, value]): [string, string] => [name, String(value)]),
      );
      expect(
        authorizationOf(
          {
            method,
            path: `${new URL(url).pathname}?${parameters}`,
            headers: { ...headers, 'x-sdk-date': file.x_sdk_date },
            body,
          },
          { accessKey: file.access_key, secretKey: file.secret_key },
        ),
      ).toBe(authorization);
    }
  },
);

// biome-ignore-all lint/suspicious/noTemplateCurlyInString: that is what references to the environment look like.

import { describe, expect, test } from 'vitest';
import { readConfig } from '../../src/config.ts';
import { providers } from '../../src/providers/registry.ts';

const HEADER = 'HEADER';
const ENCODED = 'ENCODED';

/** Every way to sign in of every provider; in place of a text, how it is sent. */
const SOURCES = [
  ...['huawei-csms', 'huawei-hss'].flatMap((provider) =>
    [
      {
        type: 'iam',
        url: 'https://i.example',
        domain: ENCODED,
        username: ENCODED,
        password: ENCODED,
        project: ENCODED,
      },
      { type: 'aksk', accessKey: HEADER, secretKey: ENCODED },
      { type: 'token', token: HEADER },
    ].map((auth) => ({
      provider,
      projectId: HEADER,
      ...(provider === 'huawei-hss' ? { enterpriseProjectId: ENCODED } : {}),
      auth,
    })),
  ),
  {
    provider: 'sailpoint',
    apiVersion: 'v2025',
    auth: { type: 'client-credentials', clientId: ENCODED, clientSecret: ENCODED },
  },
  { provider: 'sailpoint', apiVersion: 'v2025', auth: { type: 'token', token: HEADER } },
  { provider: 'vmware-srs', auth: { type: 'login', username: ENCODED, password: ENCODED } },
  { provider: 'vmware-srs', auth: { type: 'token', token: HEADER } },
  { provider: 'vsphere-cis', services: ['s'], auth: { type: 'session', username: ENCODED, password: ENCODED } },
  { provider: 'vsphere-cis', services: ['s'], auth: { type: 'token', token: HEADER } },
];

/** Faults of all the sources, with the given text wherever one is sent that way. */
function faultsOf(header: string, encoded: string): readonly string[] {
  const sources = SOURCES.map((source, index) => ({ ...source, id: `s${index}`, url: 'https://a.example' }));
  // JSON is YAML too.
  const text = JSON.stringify({ sources })
    .replaceAll(JSON.stringify(HEADER), '"${TEST_HEADER}"')
    .replaceAll(JSON.stringify(ENCODED), '"${TEST_ENCODED}"');
  const result = readConfig(text, {
    commandLine: { config: null, port: null, host: null, workers: null },
    environment: { TEST_HEADER: header, TEST_ENCODED: encoded },
    providers,
  });
  return result.ok ? [] : result.faults;
}

/** Paths of the texts that are sent in one way. */
function pathsOf(sent: string): string[] {
  return SOURCES.flatMap(({ auth, ...source }, index) => [
    ...Object.entries(auth).flatMap(([name, value]) => (value === sent ? [`sources[${index}].auth.${name}`] : [])),
    ...Object.entries(source).flatMap(([name, value]) => (value === sent ? [`sources[${index}].${name}`] : [])),
  ]);
}

describe('what a source sends for itself', () => {
  test.each(['hunter2\n', 'hunter2\r\n', 'hunt\ner2', 'hunter2\u0000', 'hunter2\u007f'])('is not %j', (text) => {
    const faults = faultsOf(text, text);
    const told = (path: string, what: string) =>
      `${path}: holds a line end or another ${what}; a file's or variable's last line end is often the reason`;
    expect(faults.toSorted()).toEqual(
      [
        ...pathsOf(HEADER).map((path) => told(path, 'character that no header can carry')),
        ...pathsOf(ENCODED).map((path) => told(path, 'control character')),
      ].toSorted(),
    );
    expect(faults).toHaveLength(32);
    expect(faults.join()).not.toContain('hunter2');
  });

  test('is in any letters where it is sent encoded, in one byte each where it is not', () => {
    expect(faultsOf('aZ09 ~!"#$%&\'()*+,-./:;<=>?@[\\]^_`{|}é', 'pässwörd: "日本" 🔑 %0A')).toEqual([]);
    expect(faultsOf('日本', '日本')).toHaveLength(pathsOf(HEADER).length);
  });
});

// biome-ignore-all lint/suspicious/noTemplateCurlyInString: that is what references to the environment look like.

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative, resolve } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { Environment } from './config/environment.ts';
import { type CommandLine, type ConfigResult, loadConfig, readConfig } from './config.ts';
import { createConnectDeps, defineProvider, type SourceSettings, sourceSettings } from './providers/provider.ts';

const NO_OPTIONS: CommandLine = { config: null, port: null, host: null, workers: null };

/** A provider whose sources tell the settings that they were connected with. */
function recordingProvider(name: string) {
  const connected: SourceSettings[] = [];
  const provider = defineProvider({
    name,
    typename: 'Recorded',
    settings: sourceSettings.extend({
      auth: z.discriminatedUnion('type', [
        z.strictObject({ type: z.literal('login'), username: z.string().min(1), password: z.string().min(1) }),
        z.strictObject({ type: z.literal('token'), token: z.string().min(1) }),
      ]),
      services: z.union([z.string(), z.array(z.string().min(1)).min(1)]).optional(),
    }),
    connect(settings) {
      connected.push(settings);
      throw new Error('these sources are not to be used');
    },
    loadTypes: () => Promise.reject(new Error('this graph is not to be built')),
    simulate: () => Promise.reject(new Error('these upstreams are not to be simulated')),
  });
  return { provider, connected };
}

function read(text: string | null, environment: Environment = {}, options: Partial<CommandLine> = {}): ConfigResult {
  const providers = [recordingProvider('tower').provider, recordingProvider('bridge').provider];
  return readConfig(text, { commandLine: { ...NO_OPTIONS, ...options }, environment, providers });
}

function faultsOf(result: ConfigResult): readonly string[] {
  return result.ok ? [] : result.faults;
}

/** The settings that one source is connected with. */
function settingsOf(entry: string, environment: Environment = {}): SourceSettings {
  const { provider, connected } = recordingProvider('tower');
  const result = readConfig(`sources: [${entry}]`, { commandLine: NO_OPTIONS, environment, providers: [provider] });
  if (!result.ok) throw new Error(result.faults.join('\n'));
  expect(() => result.config.sources[0]?.connect(createConnectDeps())).toThrow('not to be used');
  const [settings] = connected;
  if (!settings) throw new Error('nothing was connected');
  return settings;
}

const TOKEN = '{type: token, token: t}';
const source = (members: string): string =>
  `{id: a, provider: tower, url: "https://a.example", auth: ${TOKEN}, ${members}}`;

describe('a configuration', () => {
  it('shares a rate limit out among its workers, each of which needs a part', async () => {
    const limited = source('rateLimit: {requests: 7, perMs: 60000}');
    const withWorkers = (workers: string) => read(`sources: [${limited}]`, { WORKERS: workers });
    expect(withWorkers('7').ok).toBe(true);
    expect(faultsOf(withWorkers('8'))).toEqual([
      'sources[0].rateLimit.requests: is less than the 8 workers that share it',
    ]);

    const limiter = createConnectDeps(3).limiterFor('a', { requests: 7, perMs: 60_000 });
    const call = { signal: new AbortController().signal, deadlineAt: performance.now() + 10_000 };
    await Promise.all([limiter.turn(call), limiter.turn(call)]);
    await expect(limiter.turn(call)).rejects.toMatchObject({ problem: { code: 'RATE_LIMITED' } });
  });

  it('counts a rate limit over a day at most, longer than which no wait is good for', () => {
    const per = (perMs: number) => read(`sources: [${source(`rateLimit: {requests: 1, perMs: ${perMs}}`)}]`);
    expect(per(86_400_000).ok).toBe(true);
    expect(faultsOf(per(86_400_001))).toEqual(['sources[0].rateLimit.perMs: must be at most 86400000']);
  });

  it('has the documented defaults', () => {
    const result = read(`sources: [${source('')}]`);
    expect(result).toMatchObject({
      ok: true,
      config: {
        server: { host: '127.0.0.1', port: 4000, workers: 1, snapshotBytes: 268_435_456 },
        federation: null,
        logLevel: 'info',
        demo: false,
        sources: [{ id: 'a' }],
      },
    });
    expect(settingsOf(source(''))).toMatchObject({
      timeoutMs: 10_000,
      deadlineMs: 15_000,
      retries: 2,
      maxConcurrency: 8,
      scanLimit: 10_000,
    });
  });

  it('makes a subgraph of the graph, without `node` unless told', () => {
    const federationOf = (text: string) => {
      const result = read(`federation: ${text}\nsources: [${source('')}]`);
      return result.ok ? result.config.federation : result.faults;
    };
    expect(federationOf('{}')).toEqual({ node: false });
    expect(federationOf('{node: true}')).toEqual({ node: true });
    expect(federationOf('{node: 1, nodes: true}')).toEqual([
      'federation.node: must be true or false, is a number',
      'federation.nodes: unknown key',
    ]);
    expect(federationOf('')).toEqual(['federation: must be a mapping, is empty']);
  });

  it('is frozen', () => {
    const result = read(`federation: {}\nsources: [${source('')}]`);
    if (!result.ok) throw new Error(result.faults.join('\n'));
    const { config } = result;
    for (const part of [config, config.server, config.federation, config.sources, config.sources[0]])
      expect(Object.isFrozen(part)).toBe(true);
  });

  it('may use anchors, aliases and merge keys', () => {
    const result = read(`
sources:
  - &first {id: a, provider: tower, url: "https://a.example", auth: &auth ${TOKEN}}
  - {<<: *first, id: b}
  - {id: c, provider: bridge, url: "https://c.example", auth: *auth}
`);
    expect(result).toMatchObject({ ok: true, config: { sources: [{ id: 'a' }, { id: 'b' }, { id: 'c' }] } });
  });

  it('takes the port of the command line, then of PORT, then of the file, and the host likewise', () => {
    const text = `server: {port: 3, host: c}\nsources: [${source('')}]`;
    const serverOf = (...args: Parameters<typeof read>) => {
      const result = read(...args);
      return result.ok ? result.config.server : result.faults;
    };
    expect(serverOf(text, { PORT: '2', HOST: 'b' }, { port: '1', host: 'a' })).toMatchObject({ port: 1, host: 'a' });
    expect(serverOf(text, { PORT: '2', HOST: 'b' })).toMatchObject({ port: 2, host: 'b' });
    expect(serverOf(text, { PORT: '', HOST: '' })).toMatchObject({ port: 3, host: 'c' });
    expect(serverOf(null, { PORT: '0' })).toMatchObject({ port: 0, host: '127.0.0.1' });
  });

  it('is the demo where no file is named, with nothing logged but warnings', () => {
    expect(read(null)).toMatchObject({ ok: true, config: { demo: true, logLevel: 'warn', sources: [] } });
    expect(read(null, { LOG_LEVEL: 'trace' })).toMatchObject({ ok: true, config: { logLevel: 'trace' } });
  });
});

describe('the environment', () => {
  it('stands for its value, or for a default where it is not set or empty', () => {
    const text = source('tls: {serverName: "<${A}|${B:-b}|${C:-}|${EMPTY:-e}>"}');
    expect(settingsOf(text, { A: 'a', EMPTY: '' }).tls?.serverName).toBe('<a|b||e>');
  });

  it('is taken as it is, whatever it holds', () => {
    const entry = '{id: a, provider: tower, url: "https://a.example", auth: {type: token, token: "${TOKEN}"}}';
    fc.assert(
      fc.property(fc.string({ minLength: 1, unit: 'binary' }), (token) => {
        expect(settingsOf(entry, { TOKEN: token, NAME: 'no' })).toMatchObject({ auth: { token } });
      }),
      { examples: [['${NAME}'], ['$${NAME}'], ['12'], ['true'], ['$&'], ["a: 'b' #"]] },
    );
  });

  it('is a number where a number belongs and a text where a text does', () => {
    const entry =
      '{id: a, provider: tower, url: "https://a.example", auth: {type: token, token: "${N}"}, retries: "${N}", timeoutMs: "${T:-70}"}';
    expect(settingsOf(entry, { N: '7' })).toMatchObject({ auth: { token: '7' }, retries: 7, timeoutMs: 70 });
    expect(faultsOf(read(`sources: [${entry}]`, { N: '1e1' }))).toEqual([
      'sources[0].retries: must be a number, is a text',
    ]);
    expect(faultsOf(read(`sources: [${source('retries: "7"')}]`))).toEqual([
      'sources[0].retries: must be a number, is a text',
    ]);
  });

  it('leaves what is escaped alone, and finds fault with what is neither reference nor escaped', () => {
    expect(settingsOf(source('tls: {serverName: "$${A} $B"}')).tls?.serverName).toBe('${A} $B');
    expect(faultsOf(read(`sources: [${source('tls: {serverName: "p${a-b}w"}')}]`))).toEqual([
      'sources[0].tls.serverName: a ${ in it begins neither ${NAME} nor ${NAME:-default}; write $${ for ${ itself',
    ]);
  });
});

describe('a faulty configuration', () => {
  it('is told all its faults at once, each with its path', () => {
    const result = read(
      `
server: {port: 70000, hst: x}
sources:
  - {id: a, provider: tower, url: "https://a.example", auth: {type: login, username: u, password: "\${HSS_PASSWORD}"}}
  - {id: a, provider: towr, url: ftp://b, auth: {type: nonsense}, retries: 99}
  - {provider: bridge, url: "https://c.example/path", auth: {type: nonsense}, colour: red, "two words": 1}
  - {id: Big, provider: bridge, url: nowhere, auth: {}, timeoutMs: 1.5, services: []}
  - {id: d, provider: bridge, url: "\${URL}", auth: {type: "\${TYPE}"}, retries: "\${RETRIES}", tls: {caFile: /nowhere/ca.pem}}
  - {id: e, url: 5, auth: {type: token, token: ""}, services: [""]}
  - text
more: 1
`,
      { PORT: 'http', LOG_LEVEL: 'loud' },
      { port: '-1' },
    );
    expect(faultsOf(result)).toMatchInlineSnapshot(`
      [
        "--port: must be at least 0",
        "LOG_LEVEL: must be one of trace, debug, info, warn, error, fatal, silent",
        "more: unknown key",
        "PORT: must be a number, is a text",
        "server.hst: unknown key",
        "server.port: must be at most 65535",
        "sources[0].auth.password: environment variable HSS_PASSWORD is not set",
        "sources[1].id: is the id of sources[0] already",
        "sources[1].provider: "towr" is no provider, must be one of bridge, tower",
        "sources[1].retries: must be at most 10",
        "sources[1].url: must be an http or https URL",
        "sources[2].auth.type: must be one of login, token",
        "sources[2].colour: unknown key",
        "sources[2].id: is missing",
        "sources[2].url: must be scheme, host and port alone",
        "sources[2]["two words"]: unknown key",
        "sources[3].auth.type: is missing, must be one of login, token",
        "sources[3].id: must be 1 to 63 of a-z, 0-9 and -",
        "sources[3].services: must hold at least 1",
        "sources[3].timeoutMs: must be a whole number",
        "sources[3].url: must be an http or https URL",
        "sources[4].auth.type: environment variable TYPE is not set",
        "sources[4].retries: environment variable RETRIES is not set",
        "sources[4].tls.caFile: /nowhere/ca.pem can't be read: there is no such file",
        "sources[4].url: environment variable URL is not set",
        "sources[5].provider: is missing, must be one of bridge, tower",
        "sources[5].url: must be an http or https URL",
        "sources[6]: must be a mapping, is a text",
      ]
    `);
  });

  it('names a certificate file that can not be read, is a folder or holds no certificate; the text of another is passed on', () => {
    const folder = mkdtempSync(join(tmpdir(), 'task-federation-'));
    try {
      const file = join(folder, 'ca.pem');
      const faults = (path: string) => faultsOf(read(`sources: [${source(`tls: {caFile: ${JSON.stringify(path)}}`)}]`));
      expect(faults(file)).toEqual([`sources[0].tls.caFile: ${file} can't be read: there is no such file`]);
      expect(faults('no/ca.pem')).toEqual([
        `sources[0].tls.caFile: ${resolve('no/ca.pem')} can't be read: there is no such file`,
      ]);
      expect(faults(folder)).toEqual([`sources[0].tls.caFile: ${folder} can't be read: it is a folder`]);
      expect(faults('')).toEqual(['sources[0].tls.caFile: is empty']);
      expect(faults('-----BEGIN PRIVATE KEY-----\nMIIB')).toEqual([
        'sources[0].tls.caFile: must name a file, holds a line end',
      ]);
      writeFileSync(file, 'not a certificate');
      expect(faults(file)).toEqual([`sources[0].tls.caFile: ${file} holds no PEM certificate`]);
      const text = '-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n';
      writeFileSync(file, text);
      expect(faults(file)).toEqual([]);
      const entry = source(`tls: {caFile: ${JSON.stringify(file)}, serverName: b}`);
      expect(settingsOf(entry).tls).toEqual({ ca: text, serverName: 'b' });
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it('tells how to check a certificate over http, where there is none', () => {
    const over = (url: string, tls: string) =>
      faultsOf(read(`sources: [{id: a, provider: tower, url: "${url}", auth: ${TOKEN}, ${tls}}]`));
    const fault = 'sources[0].tls: has no effect on an http URL, where all is sent in clear: give an https one';
    expect(over('http://a.example', 'tls: {serverName: b}')).toEqual([fault]);
    expect(over('HTTP://a.example:80/', 'tls: {}')).toEqual([fault]);
    expect(over('http://a.example', 'tls: {serverName: b}, retries: 99')).toEqual([
      'sources[0].retries: must be at most 10',
      fault,
    ]);
    expect(over('https://a.example', 'tls: {serverName: b}')).toEqual([]);
    expect(over('http://a.example', 'retries: 0')).toEqual([]);
  });

  it('never shows a value that may be secret', () => {
    const result = read(
      'sources: [{id: a, provider: tower, url: "https://user:hunter2@a.example", auth: {type: token, token: [hunter2]}, retries: hunter2}]',
    );
    expect(faultsOf(result)).toHaveLength(3);
    expect(faultsOf(result).join('\n')).not.toContain('hunter2');
  });

  it('needs sources', () => {
    expect(faultsOf(read(''))).toEqual(['the configuration: must be a mapping, is empty']);
    expect(faultsOf(read('server: {port: 1}'))).toEqual(['sources: is missing']);
    expect(faultsOf(read('sources: []'))).toEqual(['sources: must hold at least 1']);
    expect(faultsOf(read('sources: {}'))).toEqual(['sources: must be a list, is a mapping']);
  });

  it('is told where its YAML breaks off, beside what the command line has wrong', () => {
    expect(faultsOf(read('server:\n  port: 1\n  port: 2\nsources: [', {}, { port: 'x' }))).toMatchInlineSnapshot(`
      [
        "--port: must be a number, is a text",
        "line 3: Map keys must be unique",
        "line 4: Flow sequence in block collection must be sufficiently indented and end with a ]",
      ]
    `);
    expect(faultsOf(read('a: 1\n---\nb: 2'))).toEqual([
      'line 2: another document begins; the file must hold one alone',
    ]);
    expect(faultsOf(read('sources: *nowhere'))).toMatchInlineSnapshot(`
      [
        "the file: Unresolved alias (the anchor must be set before the alias): nowhere",
      ]
    `);
    expect(faultsOf(read('sources: !!custom []'))).toMatchInlineSnapshot(`
      [
        "line 1: Unresolved tag: tag:yaml.org,2002:custom",
      ]
    `);
  });
});

describe('a configuration file', () => {
  it('is the one of the command line, else of TASK_FEDERATION_CONFIG', () => {
    const folder = mkdtempSync(join(tmpdir(), 'config-'));
    try {
      const { provider } = recordingProvider('tower');
      for (const id of ['one', 'two']) {
        writeFileSync(
          join(folder, id),
          `sources: [{id: ${id}, provider: tower, url: "https://a.example", auth: ${TOKEN}}]`,
        );
      }
      const environment = { TASK_FEDERATION_CONFIG: join(folder, 'two') };
      expect(loadConfig({ ...NO_OPTIONS, config: join(folder, 'one') }, [provider], environment)).toMatchObject({
        config: { sources: [{ id: 'one' }] },
      });
      expect(loadConfig(NO_OPTIONS, [provider], environment)).toMatchObject({ config: { sources: [{ id: 'two' }] } });
      expect(loadConfig(NO_OPTIONS, [provider], {})).toMatchObject({ config: { demo: true } });
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it("is where a relative certificate file is found from, a worker's reading of its text included", () => {
    const folder = mkdtempSync(join(tmpdir(), 'config-'));
    try {
      const file = join(folder, 'a.yaml');
      const text = `sources: [${source('tls: {caFile: ca/a.pem}')}]`;
      writeFileSync(file, text);
      const { provider } = recordingProvider('tower');
      const named = { ...NO_OPTIONS, config: relative(process.cwd(), file) };
      const environment = { TASK_FEDERATION_CONFIG: file };
      const faults = [`sources[0].tls.caFile: ${join(folder, 'ca/a.pem')} can't be read: there is no such file`];
      expect(loadConfig(named, [provider], {})).toEqual({ ok: false, faults });
      expect(loadConfig(NO_OPTIONS, [provider], environment)).toEqual({ ok: false, faults });
      expect(faultsOf(readConfig(text, { commandLine: named, environment: {}, providers: [provider] }))).toEqual(
        faults,
      );
      mkdirSync(join(folder, 'ca'));
      writeFileSync(join(folder, 'ca/a.pem'), '-----BEGIN CERTIFICATE-----');
      expect(loadConfig(named, [provider], {})).toMatchObject({ ok: true });
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it('that is not there is a fault', () => {
    expect(loadConfig({ ...NO_OPTIONS, config: '/nowhere/a.yaml' }, [], {})).toEqual({
      ok: false,
      faults: ['/nowhere/a.yaml: there is no such file'],
    });
  });
});

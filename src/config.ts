import { readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { z } from 'zod';
import { withCertificatesFrom } from './config/certificate-paths.ts';
import { type Checked, check } from './config/check.ts';
import { type Environment, type Substitution, substituteEnvironment } from './config/environment.ts';
import { parseYaml } from './config/yaml.ts';
import type { Federation } from './graphql/subgraph.ts';
import { originUrl } from './http/origin-url.ts';
import { type ConfiguredSource, type Provider, sourceSettings } from './providers/provider.ts';
import { LOG_LEVELS, type LogLevel } from './telemetry/logger.ts';

/** What the process is told, checked whole; frozen. */
export interface Config {
  readonly server: {
    readonly host: string;
    /** 0 for any free one. */
    readonly port: number;
    /** Processes that serve; with 1 there is none but this one. */
    readonly workers: number;
    /** Memory that scans kept for paging on may take, over all sources and workers. */
    readonly snapshotBytes: number;
  };
  /** How the graph is a part of a supergraph; null where it stands alone. */
  readonly federation: Federation | null;
  readonly logLevel: LogLevel;
  /** No file was named: there are no sources, and the process is to simulate some. */
  readonly demo: boolean;
  /** It was started by npm, which ends the shell between the two at a signal and leaves this process behind. */
  readonly endsWithParent: boolean;
  readonly sources: readonly ConfiguredSource[];
}

/** Each fault is a line: the path of what is wrong, a colon, what is wrong with it. No fault holds a value that may be secret. */
export type ConfigResult =
  | { readonly ok: true; readonly config: Config }
  | { readonly ok: false; readonly faults: readonly string[] };

/** With the text that was read: null for the demo. */
export type LoadedConfig =
  | { readonly ok: true; readonly config: Config; readonly text: string | null }
  | { readonly ok: false; readonly faults: readonly string[] };

/** What the command line says; null for nothing. */
export interface CommandLine {
  readonly config: string | null;
  readonly port: string | null;
  readonly host: string | null;
  readonly workers: string | null;
}

export interface ConfigDeps {
  readonly commandLine: CommandLine;
  /** The process's own unless given. */
  readonly environment?: Environment;
  readonly providers: readonly Provider[];
}

const port = z.int().min(0).max(65_535);
const host = z.string().min(1);
const workers = z.int().min(1).max(64);
const logLevel = z.enum(LOG_LEVELS);

const fileSettings = z.strictObject({
  server: z
    .strictObject({
      host: host.default('127.0.0.1'),
      port: port.default(4000),
      workers: workers.default(1),
      snapshotBytes: z.int().min(0).default(268_435_456),
    })
    .prefault({}),
  federation: z.strictObject({ node: z.boolean().default(false) }).optional(),
  sources: z.array(z.unknown()).min(1),
});

/** The process's own configuration: of the file that the command line or TASK_FEDERATION_CONFIG names, of the demo where neither does. */
export function loadConfig(
  commandLine: CommandLine,
  providers: readonly Provider[],
  environment: Environment = process.env,
): LoadedConfig {
  const file = fileOf(commandLine, environment);
  try {
    const text = file === null ? null : readFileSync(file, 'utf8');
    const read = readConfig(text, { commandLine, environment, providers });
    return read.ok ? { ...read, text } : read;
  } catch (error) {
    if (!(error instanceof Error && 'syscall' in error && 'code' in error)) throw error;
    const reason = error.code === 'ENOENT' ? 'there is no such file' : `the file can't be read (${error.code})`;
    return { ok: false, faults: [`${file}: ${reason}`] };
  }
}

/**
 * Reads a configuration; all faults at once, but that YAML which does not parse hides what it would have said.
 * `--port`, then PORT, then `server.port`; `--host` and `--workers` likewise. LOG_LEVEL is info unless given, in the demo warn.
 * @param text YAML; null for the demo. A relative `caFile` is found from the folder of the file that was named, else from the process's.
 */
export function readConfig(
  text: string | null,
  { commandLine, environment = process.env, providers }: ConfigDeps,
): ConfigResult {
  const faults: string[] = [];
  const settle = <T>(checked: Checked<T>): T | null => {
    if (checked.ok) return checked.value;
    faults.push(...checked.faults);
    return null;
  };
  const given = <T>(schema: z.ZodType<T>, name: string, value: string | null): T | null =>
    value === null ? null : settle(check(schema, value, [name], { faults: new Map(), substituted: new Set([name]) }));

  const givenPort = given(port, '--port', commandLine.port) ?? given(port, 'PORT', variable(environment, 'PORT'));
  const givenHost = given(host, '--host', commandLine.host) ?? given(host, 'HOST', variable(environment, 'HOST'));
  const givenWorkers =
    given(workers, '--workers', commandLine.workers) ?? given(workers, 'WORKERS', variable(environment, 'WORKERS'));
  const givenLevel = given(logLevel, 'LOG_LEVEL', variable(environment, 'LOG_LEVEL'));

  const demo = text === null;
  const parsed = demo ? { ok: true as const, value: {} } : parseYaml(text);
  if (!parsed.ok) return { ok: false, faults: [...faults, ...parsed.faults] };
  const substitution = substituteEnvironment(parsed.value, environment);
  for (const [path, fault] of substitution.faults) faults.push(`${path}: ${fault}`);

  const schema = demo ? fileSettings.extend({ sources: z.tuple([]).prefault([]) }) : fileSettings;
  const settings = settle(check(schema, substitution.tree, [], substitution));
  const entries = withCertificatesFrom(dirname(fileOf(commandLine, environment) ?? ''), entriesOf(substitution.tree));
  const sources = settle(readSources(entries, providers, substitution));
  const workerCount = givenWorkers ?? settings?.server.workers ?? 1;
  for (const [index, { rateLimit }] of (sources ?? []).entries()) {
    if (rateLimit === null || rateLimit.requests >= workerCount) continue;
    faults.push(`sources[${index}].rateLimit.requests: is less than the ${workerCount} workers that share it`);
  }
  if (!settings || !sources || faults.length > 0) return { ok: false, faults: inOrder(faults) };
  return {
    ok: true,
    config: Object.freeze({
      server: Object.freeze({
        ...settings.server,
        host: givenHost ?? settings.server.host,
        port: givenPort ?? settings.server.port,
        workers: workerCount,
      }),
      federation: settings.federation ? Object.freeze(settings.federation) : null,
      logLevel: givenLevel ?? (demo ? 'warn' : 'info'),
      demo,
      endsWithParent: variable(environment, 'npm_lifecycle_event') !== null,
      sources,
    }),
  };
}

function fileOf(commandLine: CommandLine, environment: Environment): string | null {
  return commandLine.config ?? variable(environment, 'TASK_FEDERATION_CONFIG');
}

/** Whatever else is wrong with the file, its sources are read too. */
function entriesOf(tree: unknown): readonly unknown[] {
  const file = z.object({ sources: z.array(z.unknown()) }).safeParse(tree);
  return file.success ? file.data.sources : [];
}

/** A source that is told how to check a certificate, and asks for none. */
const unencrypted = z.looseObject({
  url: originUrl.refine((url) => url.startsWith('http:')),
  tls: z.looseObject({}),
});

/** Reads the entries of `sources`, each by its provider's own schema. */
export function readSources(
  entries: readonly unknown[],
  providers: readonly Provider[],
  substitution: Omit<Substitution, 'tree'> = { faults: new Map(), substituted: new Set() },
): Checked<readonly ConfiguredSource[]> {
  const names = providers.map(({ name }) => name).sort();
  const word = z.enum(names, {
    error: ({ input }) =>
      typeof input === 'string'
        ? `${JSON.stringify(input)} is no provider, must be one of ${names.join(', ')}`
        : undefined,
  });
  const providerOf = z.looseObject({ provider: word });
  const faults: string[] = [];
  const sources: ConfiguredSource[] = [];
  const indexById = new Map<string, number>();

  for (const [index, entry] of entries.entries()) {
    const at = ['sources', index];
    const named = providerOf.safeParse(entry);
    const provider = named.success ? providers.find(({ name }) => name === named.data.provider) : undefined;
    // Without its provider an entry can still be held to what all have in common.
    const source = check(
      provider?.source ?? z.looseObject({ ...sourceSettings.shape, provider: word }).transform(() => null),
      entry,
      at,
      substitution,
    );
    if (!source.ok) faults.push(...source.faults);
    else if (source.value) sources.push(Object.freeze(source.value));
    // Looked for here as zod looks across members only where each by itself is right.
    if (unencrypted.safeParse(entry).success) {
      faults.push(`sources[${index}].tls: has no effect on an http URL, where all is sent in clear: give an https one`);
    }

    const identified = z.looseObject({ id: z.string() }).safeParse(entry);
    if (!identified.success) continue;
    const first = indexById.get(identified.data.id);
    if (first === undefined) indexById.set(identified.data.id, index);
    else faults.push(`sources[${index}].id: is the id of sources[${first}] already`);
  }
  return faults.length > 0 ? { ok: false, faults } : { ok: true, value: Object.freeze(sources) };
}

/** An empty variable is as one that is not set: the shell's way of taking it back. */
function variable(environment: Environment, name: string): string | null {
  return environment[name] || null;
}

/** By path, so that what is wrong with one source stands together; sources by number. */
function inOrder(faults: readonly string[]): readonly string[] {
  return faults.toSorted(new Intl.Collator('en', { numeric: true }).compare);
}

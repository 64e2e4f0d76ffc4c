import { z } from 'zod';
import type { Builder } from '../graphql/builder.ts';
import type { SharedTypes } from '../graphql/shared-types.ts';
import { createRateLimiter, type RateLimiter } from '../http/interceptors/rate-limit.ts';
import type { Leave } from '../http/leave.ts';
import { originUrl } from '../http/origin-url.ts';
import type { PoolOptions } from '../http/pool.ts';
import type { ProcessTurns } from '../http/process-turns.ts';
import type { RateLimit } from '../http/rate-window.ts';
import type { Clock } from '../simulation/clock.ts';
import type { SimulatedServer } from '../simulation/simulator.ts';
import type { SourceInfo, TaskSource } from '../tasks/source.ts';
import { readCertificate } from './read-certificate.ts';

/** A timer holds some 24 days at most, past which it would fire at once: a day is well within. */
const LONGEST_WINDOW_MS = 24 * 3_600_000;

/** Starts in any sliding window. */
export const rateLimitSetting = z.strictObject({
  requests: z.int().min(1),
  perMs: z.int().min(1).max(LONGEST_WINDOW_MS),
});

/** The settings that every source takes, with their defaults; a provider's own schema extends it. */
export const sourceSettings = z.strictObject({
  /** TaskSource.name. */
  id: z.string().regex(/^[a-z0-9-]{1,63}$/, 'must be 1 to 63 of a-z, 0-9 and -'),
  provider: z.string(),
  /** Scheme, host and port: the API's paths are fixed. */
  url: originUrl,
  /** Bounds one try of one request, in milliseconds. */
  timeoutMs: z.int().min(1).max(600_000).default(10_000),
  /** Bounds all that one GraphQL request asks of the source, in milliseconds. */
  deadlineMs: z.int().min(1).max(600_000).default(15_000),
  /** Tries after the first. */
  retries: z.int().min(0).max(10).default(2),
  /** Requests in flight at once. */
  maxConcurrency: z.int().min(1).max(256).default(8),
  rateLimit: rateLimitSetting.optional(),
  /** Records read of the source for one page, at most. */
  scanLimit: z.int().min(1).default(10_000),
  tls: z
    .strictObject({
      caFile: z.string().min(1).transform(readCertificate).optional(),
      serverName: z.string().optional(),
    })
    .transform(({ caFile: ca, serverName }) => ({ ca, serverName }))
    .optional(),
});

export type SourceSettings = z.output<typeof sourceSettings>;

export interface ConnectDeps {
  /** The limiter that all sources with this key share. */
  readonly limiterFor: (key: string, limit: RateLimit) => RateLimiter;
  /** Whatever else all sources with this key share; made by the first that asks. A key is of one type alone. */
  readonly shared: <T>(key: string, make: () => T) => T;
  /** What this process shares with others that connect the same sources; undefined where there are none. */
  readonly turnsOf: (key: string) => ProcessTurns | undefined;
}

/**
 * What the sources of one process, connected with it, have in common.
 * @param processes how many connect the same sources: each takes an equal part of a rate limit, so that together they keep it.
 */
export function createConnectDeps(processes = 1, turnsOf: ConnectDeps['turnsOf'] = () => undefined): ConnectDeps {
  const made = new Map<string, unknown>();
  const shared = <T>(key: string, make: () => T): T => {
    if (!made.has(key)) made.set(key, make());
    // Each key begins with the name of what it is for, so that whatever is under it was made by the same kind of `make`.
    return made.get(key) as T;
  };
  return {
    shared,
    turnsOf,
    // What one upstream counts together has one limit; where two sources tell different ones, the first holds.
    limiterFor: (key, { requests, perMs }) =>
      shared(`rate limiter ${key}`, () => createRateLimiter({ requests: Math.floor(requests / processes), perMs })),
  };
}

/** What createUpstream takes from the settings that every source has. */
export function upstreamSettings(
  settings: SourceSettings,
): PoolOptions & { readonly name: string; readonly retries: number } {
  const { id: name, url, maxConcurrency, timeoutMs, retries, tls } = settings;
  return { name, origin: url, maxConcurrency, timeoutMs, retries, tls };
}

/** What one GraphQL request is to a source. */
export interface RequestScope {
  /** Aborted when the caller has gone. */
  readonly signal: Leave;
}

/** The calls of one request to one source: the deadline runs from the first of them on. */
export function createCalls(scope: RequestScope, deadlineMs: number): TaskSource['call'] {
  let deadlineAt: number | null = null;
  return (onRequest) => {
    deadlineAt ??= performance.now() + deadlineMs;
    return { signal: scope.signal, deadlineAt, ...(onRequest ? { onRequest } : {}) };
  };
}

/** One configured upstream for the life of the process: its connections and its credential. */
export interface Connection {
  readonly info: SourceInfo;
  /** Opens the source for one GraphQL request. */
  open(scope: RequestScope): TaskSource;
  /** Signs out and closes the connections. */
  close(): Promise<void>;
}

/** A source as configured, checked, not yet connected. */
export interface ConfiguredSource {
  readonly id: string;
  /** Null for none. */
  readonly rateLimit: RateLimit | null;
  readonly connect: (deps: ConnectDeps) => Connection;
}

export interface SimulationOptions {
  readonly seed: number;
  /**
   * Tasks in its timeline at the start, in all states, some of them perhaps still to come. Others come as the clock goes
   * on, and for each the one that ended longest ago goes.
   */
  readonly tasks: number;
  /** Ids of tasks that it never lets go of; none unless given. */
  readonly keep?: ReadonlySet<string>;
  readonly now: Clock;
}

/** A provider's upstream on loopback. */
export interface Simulation {
  /** An entry for the configuration's `sources` but for `id`: where it is and how to sign in. */
  readonly settings: Readonly<Record<string, unknown>>;
  /** The upstream itself; sign-in may have a server of its own beside it. */
  readonly server: SimulatedServer;
  /** Native ids of all tasks that it would list now to a caller who asks for everything. */
  taskIds(): readonly string[];
  close(): Promise<void>;
}

/** Adds a provider's task type and its own list to the schema. */
export type AddTypes = (builder: Builder, shared: SharedTypes) => void;

/** All that the rest of the program knows of one provider: its folder's face. */
export interface Provider {
  /** The word in the configuration. */
  readonly name: string;
  /** The GraphQL type of its tasks. */
  readonly typename: string;
  /** Reads one entry of the configuration's `sources`. */
  readonly source: z.ZodType<ConfiguredSource>;
  /** Loads its part of the schema, and GraphQL with it; called only where a schema is built. */
  readonly loadTypes: () => Promise<AddTypes>;
  /** Starts a simulator; loaded only when called. */
  readonly simulate: (options: SimulationOptions) => Promise<Simulation>;
}

export interface ProviderDefinition<Settings extends SourceSettings> extends Omit<Provider, 'source'> {
  readonly settings: z.ZodType<Settings>;
  readonly connect: (settings: Settings, deps: ConnectDeps) => Connection;
}

/** Binds a provider's settings to its way of connecting, so that nobody else needs to know their type. */
export function defineProvider<Settings extends SourceSettings>(definition: ProviderDefinition<Settings>): Provider {
  const { settings, connect, ...provider } = definition;
  return {
    ...provider,
    source: settings.transform((read) => ({
      id: read.id,
      rateLimit: read.rateLimit ?? null,
      connect: (deps) => connect(read, deps),
    })),
  };
}

import { type Profiler, Session } from 'node:inspector/promises';
import { answerCalls } from '../rpc.ts';
import type { UpstreamUrls } from '../upstreams.ts';

export interface Usage {
  /** User and system time of the process so far, its helper threads with it. */
  readonly cpuMs: number;
  readonly residentBytes: number;
}

export interface StartOptions {
  readonly upstreams: UpstreamUrls;
  /** Nothing is to be shared between requests: equal reads that meet in flight are two. */
  readonly isolated: boolean;
}

/** Microseconds between samples. */
const SAMPLE_EVERY = 200;

const session = new Session();

/** Runs one server under the bench. `start` answers the address of its GraphQL endpoint. */
export function serve(start: (options: StartOptions) => Promise<string>): void {
  answerCalls({
    start,
    usage(): Usage {
      const { user, system } = process.cpuUsage();
      return { cpuMs: (user + system) / 1000, residentBytes: process.memoryUsage.rss() };
    },
    async startProfile() {
      session.connect();
      await session.post('Profiler.enable');
      await session.post('Profiler.setSamplingInterval', { interval: SAMPLE_EVERY });
      await session.post('Profiler.start');
    },
    async stopProfile(): Promise<Profiler.Profile> {
      const { profile } = await session.post('Profiler.stop');
      session.disconnect();
      return profile;
    },
  });
}

import type { Provider, Simulation } from '../../src/providers/provider.ts';
import { providers } from '../../src/providers/registry.ts';
import { createManualClock } from '../support/manual-clock.ts';
import type { FrontRequest } from './front.ts';

/** Where in a reading a fault strikes. */
export const POSITIONS = ['first request', 'later page', 'sign-in'] as const;
export type Position = (typeof POSITIONS)[number];

/** A provider with an upstream that is large enough for its pages. */
export interface Subject {
  readonly provider: Provider;
  readonly tasks: number;
  /** Over the simulation's settings. */
  readonly settings?: Readonly<Record<string, unknown>>;
  /** TaskFilter for which more than one page must be read. */
  readonly filter?: Readonly<Record<string, unknown>>;
  /** Which of the places a request to the service, or to where it signs in, is; null for one that no fault strikes. */
  readonly positionOf: (request: FrontRequest) => Position | null;
  /** A page of its upstream's with one record that can't be read. */
  readonly spoilRecord: (page: string) => string;
}

function provider(name: string): Provider {
  const found = providers.find((each) => each.name === name);
  if (!found) throw new Error(`No provider ${name}`);
  return found;
}

const parameter = (target: string, name: string): string | null => new URL(target, 'http://h').searchParams.get(name);

export const SUBJECTS: readonly Subject[] = [
  {
    provider: provider('huawei-csms'),
    tasks: 2000,
    positionOf({ target }) {
      if (target.startsWith('/v3/auth/tokens')) return 'sign-in';
      if (parameter(target, 'task_id') !== null) return null;
      return parameter(target, 'marker') === null ? 'first request' : 'later page';
    },
    spoilRecord: (page) => page.replace(/"task_id":"[^"]+",/, ''),
  },
  {
    provider: provider('huawei-hss'),
    tasks: 1500,
    // So few match that a page of the upstream's does not make one of ours.
    filter: { statuses: ['FAILED'] },
    // One of its two lists, which are read side by side.
    positionOf({ target, body }) {
      if (target.startsWith('/v3/auth/tokens')) return 'sign-in';
      if (!body.includes('"cluster_scan"') || body.includes('"ready"')) return null;
      const offset = Number(parameter(target, 'offset'));
      if (offset === 0) return 'first request';
      return offset < 200 ? 'later page' : null;
    },
    spoilRecord: (page) => page.replace(/"task_id":"[^"]+",/, ''),
  },
  {
    provider: provider('sailpoint'),
    tasks: 1500,
    positionOf({ target }) {
      if (target === '/oauth/token') return 'sign-in';
      if (parameter(target, 'offset') === '0') return 'first request';
      // One of the pages that are read side by side.
      return parameter(target, 'offset') === '240' ? 'later page' : null;
    },
    spoilRecord: (page) => page.replace(/"created":"[^"]+"/, '"created":"soon"'),
  },
  {
    provider: provider('vmware-srs'),
    tasks: 30,
    positionOf: ({ target }) =>
      target === '/api/auth/login' ? 'sign-in' : target === '/api/runspaces' ? 'first request' : null,
    spoilRecord: (page) => page.replace(/"creation_time":"[^"]+"/, '"creation_time":"soon"'),
  },
  {
    provider: provider('vsphere-cis'),
    tasks: 200,
    settings: { services: ['com.vmware.esx.settings.clusters.software'] },
    positionOf: ({ method, target }) =>
      target === '/api/session' && method === 'POST'
        ? 'sign-in'
        : target.startsWith('/api/cis/tasks')
          ? 'first request'
          : null,
    spoilRecord: (page) => page.replace(/"start_time":"[^"]+"/, '"start_time":"soon"'),
  },
];

/** Which places there are at all: whole lists have one page. */
export function positionsOf({ provider: { name } }: Subject): readonly Position[] {
  return name === 'vmware-srs' || name === 'vsphere-cis' ? ['first request', 'sign-in'] : POSITIONS;
}

const clock = createManualClock(Date.UTC(2026, 10, 22, 12));

export function startUpstream({ provider: { simulate }, tasks }: Subject, seed = 7): Promise<Simulation> {
  return simulate({ seed, tasks, now: clock.now });
}

import { SERVICE } from './records.ts';
import { SOURCES } from './scenarios.ts';
import type { UpstreamUrls } from './upstreams.ts';

/** The entries of `sources` for the bench's upstreams, with limits that no round meets. */
export function configuration(urls: UpstreamUrls): readonly Readonly<Record<string, unknown>>[] {
  const common = { maxConcurrency: 256 };
  const iam = { type: 'iam', url: urls.hss, domain: 'd', username: 'u', password: 'p', project: 'eu-west-101' };
  return [
    {
      ...common,
      id: SOURCES.vsphere,
      provider: 'vsphere-cis',
      url: urls.vsphere,
      services: [SERVICE],
      auth: { type: 'session', username: 'u', password: 'p' },
    },
    { ...common, id: SOURCES.hss, provider: 'huawei-hss', url: urls.hss, projectId: 'bench', auth: iam },
    { ...common, id: SOURCES.csms, provider: 'huawei-csms', url: urls.csms, projectId: 'bench', auth: iam },
    {
      ...common,
      id: SOURCES.sailpoint,
      provider: 'sailpoint',
      rateLimit: { requests: 1_000_000_000, perMs: 1 },
      url: urls.sailpoint,
      apiVersion: 'v2025',
      auth: { type: 'client-credentials', clientId: 'c', clientSecret: 's' },
    },
    {
      ...common,
      id: SOURCES.srs,
      provider: 'vmware-srs',
      url: urls.srs,
      auth: { type: 'login', username: 'u', password: 'p' },
    },
  ];
}

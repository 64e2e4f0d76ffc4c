import type { UpstreamHealth } from '../http/interceptors/health.ts';
import type { SourceCapabilities } from '../tasks/source.ts';
import type { Builder } from './builder.ts';
import { PURE } from './pure.ts';
import type { TaskEnums } from './task.ts';

const HEALTH_STATES = {
  UP: { description: 'Its last request was answered.' },
  DEGRADED: { description: 'Some of its recent requests failed.' },
  DOWN: { description: 'Its circuit is open: requests fail at once until a probe succeeds.' },
  UNKNOWN: { description: 'Nothing was asked of it yet.' },
};

const PAGINATIONS = {
  WHOLE: { description: 'The whole list in one answer.' },
  OFFSET: { description: 'Pages by the number of records to pass over.' },
  MARKER: { description: 'Pages by the record that the last one ended with.' },
};

/** Adds TaskSource and the queries `sources` and `source`. */
export function addSources(builder: Builder, enums: TaskEnums): void {
  const pagination = builder.enumType('TaskSourcePagination', {
    description: 'How an upstream parts its list.',
    values: PAGINATIONS,
  });
  const healthState = builder.enumType('TaskSourceHealthState', {
    description: 'How an upstream fares.',
    values: HEALTH_STATES,
  });

  const capabilities = builder.objectRef<SourceCapabilities>('TaskSourceCapabilities').implement({
    description: "What the upstream's own API can do. Whatever it can't, this layer does.",
    fields: (t) => ({
      pagination: t.expose('pagination', { type: pagination, nullable: false, description: 'How it parts its list.' }),
      minPageSize: t.exposeInt('minPageSize', {
        nullable: true,
        description: 'Records of a page at least; null for no bound.',
      }),
      maxPageSize: t.exposeInt('maxPageSize', {
        nullable: true,
        description: 'Records of a page at most; null for no bound.',
      }),
      sorts: t.exposeBoolean('sorts', {
        nullable: false,
        description: 'Whether the upstream can sort by `orderedAt` itself.',
      }),
      counts: t.exposeBoolean('counts', {
        nullable: false,
        description: 'Whether the upstream tells how many tasks match.',
      }),
      pushedFilters: t.expose('pushedFilters', {
        type: ['String'],
        nullable: { list: false, items: false },
        description: 'The members of TaskFilter that can be sent upstream; the others are applied here.',
      }),
    }),
  });

  const health = builder.objectRef<UpstreamHealth>('TaskSourceHealth').implement({
    description: 'What this process has seen of the source of late; asks nothing of it.',
    fields: (t) => ({
      state: t.expose('state', { type: healthState, nullable: false, description: 'How it fares.' }),
      since: t.expose('since', {
        type: 'DateTime',
        nullable: true,
        description: 'Since when; null while nothing was asked of it.',
      }),
      lastProblem: t.expose('lastProblem', {
        type: 'UpstreamProblem',
        nullable: true,
        description: 'Its latest failure, however long ago.',
      }),
    }),
  });

  builder.objectType('TaskSource', {
    description: 'One configured upstream: a provider at an address with its credentials.',
    interfaces: ['Node'],
    isTypeOf: (value) => typeof value === 'object' && value !== null && 'capabilities' in value,
    fields: (t) => ({
      id: t.exposeID('id', { nullable: false, description: 'Opaque and global; made of its name.' }),
      name: t.exposeString('name', {
        nullable: false,
        description: 'As the configuration names it; what `source` arguments and TaskFilter.sources take.',
      }),
      provider: t.expose('provider', { type: enums.provider, nullable: false, description: 'The kind of upstream.' }),
      url: t.exposeString('url', {
        nullable: true,
        description: 'Scheme, host and port alone; null where the viewer may not see it.',
      }),
      capabilities: t.expose('capabilities', {
        type: capabilities,
        nullable: false,
        description: 'What its own API can do.',
      }),
      health: t.field({
        type: health,
        nullable: false,
        description: 'How it fares.',
        extensions: PURE,
        resolve: (source) => source.health(),
      }),
    }),
  });

  builder.queryField('sources', (t) =>
    t.field({
      type: ['TaskSource'],
      nullable: { list: true, items: false },
      description: 'The configured sources, in order of name.',
      args: {
        providers: t.arg({
          type: [enums.provider],
          description: 'Those of these providers alone; all where left out.',
        }),
      },
      resolve: (_root, { providers }, context) =>
        context.sources.filter(({ provider }) => !providers || providers.includes(provider)),
    }),
  );
  builder.queryField('source', (t) =>
    t.field({
      type: 'TaskSource',
      nullable: true,
      description: 'The source of that name; null where none is configured.',
      args: { name: t.arg.string({ required: true, description: 'As the configuration names it.' }) },
      resolve: (_root, { name }, context) => context.sources.find((source) => source.name === name) ?? null,
    }),
  );
}

import { UpstreamError } from '../../errors.ts';
import type { Builder } from '../../graphql/builder.ts';
import { upstreamFailure } from '../../graphql/errors.ts';
import { addProviderConnection, givenMembers, sourceToList } from '../../graphql/provider-connection.ts';
import { PURE } from '../../graphql/pure.ts';
import { selectedFields } from '../../graphql/selection.ts';
import { wholeListConnection } from '../../graphql/whole-list-connection.ts';
import { windowArguments } from '../../graphql/window.ts';
import { addFilterInput } from './filter-input.ts';
import { filterSpec } from './filter-spec.ts';
import type { VsphereSource } from './source.ts';
import { detailsOf, TYPENAME, type VsphereCisTask } from './task.ts';

/** Adds VsphereCisTask and `Query.vsphereCisTasks`. */
export function addTypes(builder: Builder): void {
  const task = builder.objectRef<VsphereCisTask>(TYPENAME);
  task.implement({
    description:
      'A task of the vSphere Automation API: Cis Task `Info`. Tasks of vim, such as a clone, are none of these.',
    interfaces: ['Task', 'Node'],
    fields: (t) => ({
      service: t.exposeString('service', {
        nullable: false,
        description: '`service`: id of the service whose operation this is.',
      }),
      operation: t.exposeString('operation', {
        nullable: false,
        description: '`operation`: id of the operation, unique within its service.',
      }),
      cancelable: t.exposeBoolean('cancelable', {
        nullable: false,
        description: '`cancelable`: whether it can be cancelled now; may change as it goes on.',
      }),
      parent: t.field({
        type: task,
        nullable: true,
        description: '`parent`: the task that started this one, where there is one.',
        resolve: ({ parentId, source }, _args, context, info) =>
          parentId === null
            ? null
            : loadParent(
                // A provider opens all of its sources with its own port type.
                context.open(source) as VsphereSource,
                parentId,
                selectedFields(info),
              ),
      }),
      result: t.field({
        type: 'JSON',
        nullable: true,
        description:
          "`result`: the operation's result; asked of the upstream only when selected. May be there before the task has ended, and change.",
        extensions: PURE,
        resolve: ({ result, source }) => source.redact(result),
      }),
      details: t.field({
        type: 'JSON',
        nullable: true,
        description: 'What `return_all` adds to the record; asked of the upstream only when selected.',
        extensions: PURE,
        resolve: ({ record, source }) => source.redact(detailsOf(record)),
      }),
    }),
  });
  const connection = addProviderConnection(builder, TYPENAME, task);
  const filterInput = addFilterInput(builder);

  builder.queryField('vsphereCisTasks', (t) =>
    t.field({
      type: connection,
      nullable: true,
      description:
        'POST /api/cis/tasks?action=list: the matching tasks, whole, paged here in the order of `tasks`. Over 1000 of them are read in parts where the filter leaves room for it, else TOO_MANY_RESULTS.',
      args: {
        source: t.arg.string({
          description: 'Name of the source; may be left out while exactly one VSPHERE_CIS is configured.',
        }),
        filter: t.arg({ type: filterInput, description: "`filter_spec`: the upstream's own filter." }),
        ...windowArguments(t.arg),
      },
      resolve: (_root, args, context, info) => {
        const source = sourceToList<VsphereSource>(context, 'VSPHERE_CIS', args.source);
        const filter = filterSpec(args.filter ?? {});
        return wholeListConnection({
          source,
          args,
          info,
          query: filter,
          nativeFilters: givenMembers({ ...filter }),
          read: (call, selected) => source.cisTasks(filter, selected, call),
        });
      },
    }),
  );
}

async function loadParent(source: VsphereSource, id: string, selected: ReadonlySet<string>) {
  try {
    return await source.load(id, selected);
  } catch (error) {
    if (error instanceof UpstreamError) throw upstreamFailure(source.info.name, error.problem);
    throw error;
  }
}

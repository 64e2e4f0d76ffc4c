import type { Builder } from '../../graphql/builder.ts';
import { addProviderConnection, sourceToList } from '../../graphql/provider-connection.ts';
import { wholeListConnection } from '../../graphql/whole-list-connection.ts';
import { windowArguments } from '../../graphql/window.ts';
import type { SrsSource } from './source.ts';
import { type SrsRunspace, TYPENAME } from './task.ts';

/** Adds VmwareSrsRunspace and `Query.vmwareSrsRunspaces`. */
export function addTypes(builder: Builder): void {
  const runspace = builder.objectRef<SrsRunspace>(TYPENAME).implement({
    description: 'A PowerCLI runspace of VMware Script Runtime Service: `Runspace`.',
    interfaces: ['Task', 'Node'],
    fields: (t) => ({
      runVcConnectionScript: t.exposeBoolean('runVcConnectionScript', {
        nullable: true,
        description: '`run_vc_connection_script`: whether a connection to vCenter was asked for on creation.',
      }),
      vcConnectionScriptId: t.exposeString('vcConnectionScriptId', {
        nullable: true,
        description: '`vc_connection_script_id`: the script execution that makes that connection.',
      }),
    }),
  });
  const connection = addProviderConnection(builder, TYPENAME, runspace);

  builder.queryField('vmwareSrsRunspaces', (t) =>
    t.field({
      type: connection,
      nullable: true,
      description:
        'GET /api/runspaces: the runspaces of the signed-in user, whole, paged here in the order of `tasks`.',
      args: {
        source: t.arg.string({
          description: 'Name of the source; may be left out while exactly one VMWARE_SRS is configured.',
        }),
        ...windowArguments(t.arg),
      },
      resolve: (_root, args, context, info) => {
        const source = sourceToList<SrsSource>(context, 'VMWARE_SRS', args.source);
        return wholeListConnection({ source, args, info, query: null, nativeFilters: [], read: source.runspaces });
      },
    }),
  );
}

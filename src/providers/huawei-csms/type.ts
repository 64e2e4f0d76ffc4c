import type { Builder } from '../../graphql/builder.ts';
import { addProviderConnection, sourceToList } from '../../graphql/provider-connection.ts';
import { type SecretTaskConnection, secretTaskConnection } from './list-connection.ts';
import type { CsmsSource } from './source.ts';
import { type CsmsTask, TYPENAME } from './task.ts';

/** Adds HuaweiCsmsTask and `Query.huaweiCsmsTasks`. */
export function addTypes(builder: Builder): void {
  const task = builder.objectRef<CsmsTask>(TYPENAME).implement({
    description: 'A task on a secret of Huawei Cloud CSMS (DEW), such as a rotation: `SecretTask`.',
    interfaces: ['Task', 'Node'],
    fields: (t) => ({
      secretName: t.exposeString('secretName', {
        nullable: true,
        description: '`secret_name`: the secret that is worked on.',
      }),
      rotationFunctionUrn: t.exposeString('rotationFunctionUrn', {
        nullable: true,
        description: '`rotation_func_urn`: URN of the FunctionGraph function that rotates the secret.',
      }),
      operateType: t.exposeString('operateType', {
        nullable: true,
        description: '`operate_type`: the kind of rotation, such as MULTI_USER; the list is open.',
      }),
      attempts: t.exposeInt('attempts', {
        nullable: true,
        description: '`attempt_nums`: how often the rotation has been tried.',
      }),
    }),
  });
  const state = builder.enumType('HuaweiCsmsTaskState', {
    description: '`status` of ListSecretTask: the only two words that the upstream chooses by.',
    values: {
      SUCCESS: { description: '`SUCCESS`: ended well.' },
      FAILED: { description: '`FAILED`: ended in failure.' },
    },
  });
  const filter = builder.inputType('HuaweiCsmsTaskFilter', {
    description: 'The criteria of ListSecretTask, sent as they are.',
    fields: (t) => ({
      taskId: t.string({ description: "`task_id`. Goes with no other member: the upstream's rule." }),
      secretName: t.string({ description: '`secret_name`: 1 to 64 of a-z, A-Z, 0-9, _ and -.' }),
      status: t.field({ type: state, description: '`status`; tasks under way can not be chosen by it.' }),
    }),
  });
  const connection = addProviderConnection<CsmsTask, SecretTaskConnection>(builder, TYPENAME, task);
  builder.objectField(connection, 'upstreamTotal', (t) =>
    t.exposeInt('upstreamTotal', {
      nullable: true,
      description: '`total` as the upstream sent it: of the list or of the page, no document says.',
    }),
  );

  builder.queryField('huaweiCsmsTasks', (t) =>
    t.field({
      type: connection,
      nullable: true,
      description:
        'GET /v1/{project_id}/csms/tasks: the secret tasks of the project, forward alone, in an order that no document tells. A cursor whose task has been removed is answered as the upstream answers a marker that it does not know.',
      args: {
        source: t.arg.string({
          description: 'Name of the source; may be left out while exactly one HUAWEI_CSMS is configured.',
        }),
        filter: t.arg({ type: filter, description: "The upstream's own criteria." }),
        first: t.arg.int({ description: 'At most this many from the start: 0 to 200, 20 where left out.' }),
        after: t.arg.string({ description: 'A cursor: only what comes after it.' }),
      },
      resolve: (_root, { source, ...args }, context, info) =>
        secretTaskConnection(sourceToList<CsmsSource>(context, 'HUAWEI_CSMS', source), args, info),
    }),
  );
}

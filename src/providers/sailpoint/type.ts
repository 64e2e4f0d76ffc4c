import type { Builder } from '../../graphql/builder.ts';
import { offsetListConnection } from '../../graphql/offset-list-connection.ts';
import { addProviderConnection, sourceToList } from '../../graphql/provider-connection.ts';
import { PURE } from '../../graphql/pure.ts';
import { windowArguments } from '../../graphql/window.ts';
import { redact } from './redact.ts';
import type { SailPointSource } from './source.ts';
import {
  type SailPointTask,
  type SailPointTaskDefinition,
  type SailPointTaskMessage,
  type SailPointTaskReturn,
  TYPENAME,
} from './task.ts';

/** Adds SailPointTask, what it is made of, and `Query.sailPointPendingTasks`. */
export function addTypes(builder: Builder): void {
  const message = builder.objectRef<SailPointTaskMessage>('SailPointTaskMessage').implement({
    description: 'Something that a task has to say: `messages`.',
    fields: (t) => ({
      type: t.exposeString('type', { nullable: true, description: '`type`: INFO, WARN or ERROR; the list is open.' }),
      key: t.exposeString('key', { nullable: true, description: '`key`: names the message in every language.' }),
      locale: t.exposeString('locale', { nullable: true, description: '`localizedText.locale`: the language.' }),
      text: t.exposeString('text', {
        nullable: true,
        description: '`localizedText.message`: the message in that language, without any stack trace.',
      }),
      parameters: t.field({
        type: 'JSON',
        nullable: true,
        description: '`parameters`: objects and texts that the message was made with, secrets left out.',
        extensions: PURE,
        resolve: ({ parameters }) => redact(parameters),
      }),
    }),
  });

  const taskReturn = builder.objectRef<SailPointTaskReturn>('SailPointTaskReturn').implement({
    description: 'A value that a task returns: `returns`.',
    fields: (t) => ({
      name: t.exposeString('name', { nullable: true, description: '`name`: what to show it as.' }),
      attributeName: t.exposeString('attributeName', {
        nullable: true,
        description: '`attributeName`: the member of `attributes` that holds it.',
      }),
    }),
  });

  const definition = builder.objectRef<SailPointTaskDefinition>('SailPointTaskDefinition').implement({
    description: 'The kind of task that a task is a run of: `taskDefinitionSummary`.',
    fields: (t) => ({
      nativeId: t.exposeString('nativeId', { nullable: false, description: "`id`: the upstream's identifier of it." }),
      uniqueName: t.exposeString('uniqueName', { nullable: true, description: '`uniqueName`: its name.' }),
      description: t.exposeString('description', { nullable: true, description: '`description`: what it does.' }),
      parentName: t.exposeString('parentName', { nullable: true, description: '`parentName`: what it derives from.' }),
      executor: t.exposeString('executor', { nullable: true, description: '`executor`: the class that runs it.' }),
      arguments: t.field({
        type: 'JSON',
        nullable: true,
        description: '`arguments`: its formal parameters, secrets left out.',
        extensions: PURE,
        resolve: (task) => redact(task.arguments),
      }),
    }),
  });

  const task = builder.objectRef<SailPointTask>(TYPENAME).implement({
    description: 'A task of SailPoint Identity Security Cloud: `TaskStatus`.',
    interfaces: ['Task', 'Node'],
    fields: (t) => ({
      type: t.exposeString('type', {
        nullable: false,
        description: '`type`: QUARTZ, QPOC or QUEUED_TASK; the list is open. Empty where the upstream leaves it out.',
      }),
      uniqueName: t.exposeString('uniqueName', { nullable: true, description: '`uniqueName`: name of the task.' }),
      parentName: t.exposeString('parentName', {
        nullable: true,
        description: '`parentName`: name of the task that this one belongs to.',
      }),
      launcher: t.exposeString('launcher', {
        nullable: true,
        description: '`launcher`: who or what started it; `initiator` too.',
      }),
      modifiedAt: t.expose('modifiedAt', {
        type: 'DateTime',
        nullable: true,
        description: '`modified`: when its record last changed.',
      }),
      messages: t.expose('messages', {
        type: [message],
        nullable: { list: false, items: false },
        description: '`messages`: what it has to say, in its order.',
      }),
      returns: t.expose('returns', {
        type: [taskReturn],
        nullable: { list: false, items: false },
        description: '`returns`: which of its attributes are results.',
      }),
      attributes: t.field({
        type: 'JSON',
        nullable: true,
        description: '`attributes`: its data, by name, secrets and stack traces left out.',
        extensions: PURE,
        resolve: ({ attributes }) => redact(attributes),
      }),
      definition: t.expose('definition', {
        type: definition,
        nullable: true,
        description: '`taskDefinitionSummary`: the kind of task that it is a run of.',
      }),
    }),
  });
  const connection = addProviderConnection(builder, TYPENAME, task);

  builder.queryField('sailPointPendingTasks', (t) =>
    t.field({
      type: connection,
      nullable: true,
      description:
        'GET /task-status/pending-tasks, from v2026 on GET /task-status?filters=completionStatus isnull, newest first: the tasks that have not completed, paged by offset.',
      args: {
        source: t.arg.string({
          description: 'Name of the source; may be left out while exactly one SAILPOINT is configured.',
        }),
        ...windowArguments(t.arg),
      },
      resolve: (_root, args, context, info) => {
        const source = sourceToList<SailPointSource>(context, 'SAILPOINT', args.source);
        return offsetListConnection({
          source,
          args,
          info,
          query: null,
          nativeFilters: [],
          totalIsFree: false,
          read: source.pending,
        });
      },
    }),
  );
}

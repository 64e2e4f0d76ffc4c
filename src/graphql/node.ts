import type { GraphQLError } from 'graphql';
import { UpstreamError } from '../errors.ts';
import { decodeGlobalId } from '../tasks/global-id.ts';
import type { SourceInfo } from '../tasks/source.ts';
import type { Task } from '../tasks/task.ts';
import type { Builder } from './builder.ts';
import { badUserInput, upstreamFailure } from './errors.ts';
import type { RequestContext } from './request-context.ts';
import { selectedFields } from './selection.ts';

/** Ids that one `nodes` may ask for: five pages' worth. */
export const MAX_IDS = 1000;

/** Adds Node with `node` and `nodes`. */
export function addNode(builder: Builder): void {
  builder.interfaceType('Node', {
    description: 'Whatever has a global id.',
    resolveType: typenameOf,
    fields: (t) => ({
      id: t.exposeID('id', {
        nullable: false,
        description:
          "Opaque and global: names the type, the source and the upstream's own id. Stable for the life of the task.",
      }),
    }),
  });

  builder.queryField('node', (t) =>
    t.field({
      type: 'Node',
      nullable: true,
      description: 'The node with this id; null where there is none or the id is malformed.',
      args: { id: t.arg.id({ required: true, description: 'A global id.' }) },
      resolve: (_root, { id }, context, info) => loadNode(id, context, selectedFields(info)),
    }),
  );
  builder.queryField('nodes', (t) =>
    t.field({
      type: ['Node'],
      nullable: { list: false, items: true },
      description:
        'As long as `ids` and in its order; null where there is no such node or its source is down (then with an error at that index).',
      args: { ids: t.arg.idList({ required: true, description: `Global ids, ${MAX_IDS} at most.` }) },
      resolve: (_root, { ids }, context, info) => {
        if (ids.length > MAX_IDS) throw badUserInput(`\`ids\` holds ${ids.length}: give ${MAX_IDS} at most.`);
        const selected = selectedFields(info);
        // An error among the items is one at its index.
        return Promise.all(
          ids.map((id) => loadNode(id, context, selected).catch((error: GraphQLError) => error)),
        ) as never;
      },
    }),
  );
}

/** The GraphQL type of a node. */
export function typenameOf(node: object): string {
  // A source has a `typename` too: that of its tasks.
  return 'typename' in node && !('capabilities' in node) ? String(node.typename) : 'TaskSource';
}

/** Null for what does not exist or is malformed. Rejects with the upstream's failure as a GraphQL error. */
export async function loadNode(
  id: string,
  context: RequestContext,
  selected: ReadonlySet<string>,
): Promise<Task | SourceInfo | null> {
  const decoded = decodeGlobalId(id);
  const source = context.sources.find(({ name }) => name === decoded?.sourceName);
  if (!decoded || !source) return null;
  if (decoded.typename === 'TaskSource') return decoded.localId === '' ? source : null;
  if (decoded.typename !== source.typename) return null;
  try {
    return await context.open(source).load(decoded.localId, selected);
  } catch (error) {
    if (error instanceof UpstreamError) throw upstreamFailure(source.name, error.problem);
    throw error;
  }
}

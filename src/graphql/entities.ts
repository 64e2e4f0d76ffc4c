import {
  type GraphQLError,
  type GraphQLFieldConfigMap,
  GraphQLList,
  GraphQLNonNull,
  GraphQLObjectType,
  GraphQLScalarType,
  type GraphQLSchema,
  GraphQLString,
  GraphQLUnionType,
  isObjectType,
} from 'graphql';
import { z } from 'zod';
import type { SourceInfo } from '../tasks/source.ts';
import type { Task } from '../tasks/task.ts';
import { badUserInput, notFound } from './errors.ts';
import { loadNode, typenameOf } from './node.ts';
import type { RequestContext } from './request-context.ts';
import { selectedFields } from './selection.ts';

/** Entities that one `_entities` may ask for: more than a page holds, in one request of a router's. */
export const MAX_REPRESENTATIONS = 500;

const representation = z.looseObject({ __typename: z.string(), id: z.string() });

/**
 * `_service` and `_entities`, as Federation has them, for a schema with these entities.
 * An entity that fails is null with its own error; the rest is served. It is loaded as `node` loads it.
 * @param sdl what `_service` answers.
 */
export function createEntityFields(
  schema: GraphQLSchema,
  names: ReadonlySet<string>,
  sdl: string,
): GraphQLFieldConfigMap<unknown, RequestContext> {
  const any = new GraphQLScalarType({ name: '_Any' });
  const service = new GraphQLObjectType({
    name: '_Service',
    fields: { sdl: { type: new GraphQLNonNull(GraphQLString) } },
  });
  const entity = new GraphQLUnionType({
    name: '_Entity',
    types: [...names].map((name) => schema.getType(name)).filter(isObjectType),
    resolveType: typenameOf,
  });
  return {
    _service: { type: new GraphQLNonNull(service), resolve: () => ({ sdl }) },
    _entities: {
      type: new GraphQLNonNull(new GraphQLList(entity)),
      args: { representations: { type: new GraphQLNonNull(new GraphQLList(new GraphQLNonNull(any))) } },
      resolve: (_root, { representations }: { readonly representations: readonly unknown[] }, context, info) => {
        if (representations.length > MAX_REPRESENTATIONS) {
          throw badUserInput(
            `\`representations\` holds ${representations.length}: give ${MAX_REPRESENTATIONS} at most.`,
          );
        }
        const selected = selectedFields(info);
        // An error among the items is one at its index; nothing is left that could fail before somebody waits for it.
        return Promise.all(
          representations.map((given) =>
            loadEntity(given, names, selected, context).catch((error: GraphQLError) => error),
          ),
        );
      },
    },
  };
}

async function loadEntity(
  given: unknown,
  names: ReadonlySet<string>,
  selected: ReadonlySet<string>,
  context: RequestContext,
): Promise<Task | SourceInfo> {
  const read = representation.safeParse(given);
  if (!read.success) throw badUserInput('A representation holds `__typename` and `id`, both texts.');
  const { __typename: typename, id } = read.data;
  if (!names.has(typename)) throw badUserInput(`${JSON.stringify(cut(typename))} is no entity of this subgraph.`);
  const node = await loadNode(id, context, selected);
  if (!node || !isOf(typenameOf(node), typename)) throw notFound(typename, cut(id));
  return node;
}

/** What is told back of a text that may be of any length. */
function cut(text: string): string {
  return text.length <= 200 ? text : `${text.slice(0, 200)}…`;
}

/** Another subgraph that adds to every task knows each as a Task alone. */
function isOf(actual: string, wanted: string): boolean {
  return actual === wanted || (wanted === 'Task' && actual !== 'TaskSource');
}

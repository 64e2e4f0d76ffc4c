import { MapperKind, mapSchema } from '@graphql-tools/utils';
import {
  type ConstDirectiveNode,
  GraphQLObjectType,
  type GraphQLSchema,
  type InterfaceTypeDefinitionNode,
  isInterfaceType,
  Kind,
  type ObjectTypeDefinitionNode,
  parse,
  print,
  printSchema,
  visit,
} from 'graphql';
import { createEntityFields } from './entities.ts';

/** How this graph is a part of another. */
export interface Federation {
  /** Whether `node`, `nodes` and Node are of it: of all subgraphs of a supergraph one alone can have them. */
  readonly node: boolean;
}

/** The schema of a subgraph of Federation 2, and the SDL that routers are given of it. */
export interface Subgraph {
  /** With `_service` and `_entities`. */
  readonly schema: GraphQLSchema;
  /** Without them, with the directives of Federation. */
  readonly sdl: string;
}

/** 2.3 is the first version that knows keys of interfaces, and so `@interfaceObject` in another subgraph. */
const LINK = 'extend schema @link(url: "https://specs.apollo.dev/federation/v2.3", import: ["@key", "@shareable"])';

const KEY = directive('key', { fields: 'id' });
const SHAREABLE = directive('shareable');

/**
 * The plain schema as a subgraph. Task and its types, and TaskSource, are entities by their id; PageInfo, which every Relay
 * subgraph has, is shared. The order of types and fields stays.
 */
export function createSubgraph(plain: GraphQLSchema, { node }: Federation): Subgraph {
  const shared = node ? plain : withoutNode(plain);
  const entities = entityNames(shared);
  const sdl = printSubgraph(shared, entities);
  return { schema: withQueryFields(shared, createEntityFields(shared, entities, sdl)), sdl };
}

/** Task, the types that implement it, and TaskSource. */
function entityNames(schema: GraphQLSchema): ReadonlySet<string> {
  const task = schema.getType('Task');
  const tasks = isInterfaceType(task) ? schema.getPossibleTypes(task) : [];
  return new Set(['Task', ...tasks.map(({ name }) => name), 'TaskSource']);
}

function withoutNode(schema: GraphQLSchema): GraphQLSchema {
  return mapSchema(schema, {
    [MapperKind.INTERFACE_TYPE]: (type) => (type.name === 'Node' ? null : type),
    [MapperKind.QUERY_ROOT_FIELD]: (config, name) => (name === 'node' || name === 'nodes' ? null : config),
  });
}

function withQueryFields(schema: GraphQLSchema, added: ReturnType<typeof createEntityFields>): GraphQLSchema {
  return mapSchema(schema, {
    [MapperKind.QUERY]: (query) => {
      const config = query.toConfig();
      return new GraphQLObjectType({ ...config, fields: { ...config.fields, ...added } });
    },
  });
}

function printSubgraph(schema: GraphQLSchema, entities: ReadonlySet<string>): string {
  const withDirectives = <T extends ObjectTypeDefinitionNode | InterfaceTypeDefinitionNode>(type: T): T => {
    const name = type.name.value;
    return { ...type, directives: entities.has(name) ? [KEY] : name === 'PageInfo' ? [SHAREABLE] : [] };
  };
  const document = visit(parse(printSchema(schema)), {
    ObjectTypeDefinition: withDirectives,
    InterfaceTypeDefinition: withDirectives,
    // Composition knows none of them: `@defer` is between a client and its router, where that has it.
    DirectiveDefinition: () => null,
  });
  return `${LINK}\n\n${print(document)}\n`;
}

function directive(name: string, args: Readonly<Record<string, string>> = {}): ConstDirectiveNode {
  return {
    kind: Kind.DIRECTIVE,
    name: { kind: Kind.NAME, value: name },
    arguments: Object.entries(args).map(([argument, value]) => ({
      kind: Kind.ARGUMENT,
      name: { kind: Kind.NAME, value: argument },
      value: { kind: Kind.STRING, value },
    })),
  };
}

import {
  type GraphQLArgument,
  type GraphQLEnumValue,
  type GraphQLField,
  type GraphQLInputField,
  type GraphQLNamedType,
  type GraphQLSchema,
  getNamedType,
  getNullableType,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isIntrospectionType,
  isListType,
  isNonNullType,
  isObjectType,
  isScalarType,
  isSpecifiedDirective,
  isSpecifiedScalarType,
} from 'graphql';

/** Says what is wrong with a schema, each fault beginning with where: `Type.field(argument:)`. */
export type SchemaRule = (schema: GraphQLSchema) => readonly string[];

type Fields = readonly (readonly [at: string, field: GraphQLField<unknown, unknown>, parent: GraphQLNamedType])[];
type Described =
  | GraphQLNamedType
  | GraphQLField<unknown, unknown>
  | GraphQLArgument
  | GraphQLInputField
  | GraphQLEnumValue;

function typesOf(schema: GraphQLSchema): readonly GraphQLNamedType[] {
  return Object.values(schema.getTypeMap()).filter(
    (type) => !isIntrospectionType(type) && !isSpecifiedScalarType(type),
  );
}

function fieldsOf(schema: GraphQLSchema): Fields {
  return typesOf(schema).flatMap((type) =>
    isObjectType(type) || isInterfaceType(type)
      ? Object.values(type.getFields()).map((field) => [`${type.name}.${field.name}`, field, type] as const)
      : [],
  );
}

function connectionsOf(schema: GraphQLSchema): readonly GraphQLNamedType[] {
  return typesOf(schema).filter(({ name }) => name.endsWith('Connection'));
}

/** `[item, its fault]` of those that have one, told with where they are. */
function told(faults: readonly (readonly [at: string, holds: boolean, what: string])[]): readonly string[] {
  return faults.filter(([, holds]) => !holds).map(([at, , what]) => `${at}: ${what}`);
}

/** Relay's cursor connections: a type named Connection is an object with `edges`, a list, and `pageInfo: PageInfo!`; `nodes` may list the same tasks. */
const connectionTypes: SchemaRule = (schema) =>
  connectionsOf(schema).flatMap((type) => {
    if (!isObjectType(type)) return [`${type.name}: a connection is an object type`];
    const { edges, nodes, pageInfo } = type.getFields();
    const edge = edges && getNamedType(edges.type);
    const node = isObjectType(edge) ? edge.getFields()['node'] : undefined;
    return told([
      [type.name, edges !== undefined && isListType(getNullableType(edges.type)), '`edges` is a list'],
      [type.name, pageInfo?.type.toString() === 'PageInfo!', '`pageInfo` is PageInfo!'],
      [type.name, !nodes || nodes.type.toString() === `[${node?.type}]!`, "`nodes` lists the edges' nodes"],
    ]);
  });

/** An edge is an object named Edge with `node`, an object or interface that is a Node, and `cursor: String!`; it is in lists of connections alone. */
const edgeTypes: SchemaRule = (schema) => {
  const edges = new Set(
    connectionsOf(schema).flatMap((type) => {
      const field = isObjectType(type) ? type.getFields()['edges'] : undefined;
      return field ? [getNamedType(field.type)] : [];
    }),
  );
  const ofEdges = [...edges].flatMap((edge) => {
    if (!isObjectType(edge)) return [`${edge.name}: an edge is an object type`];
    const { node, cursor } = edge.getFields();
    const type = node && getNullableType(node.type);
    return told([
      [edge.name, edge.name.endsWith('Edge'), 'its name ends in Edge'],
      [edge.name, (isObjectType(type) || isInterfaceType(type)) && implementsNode(type), '`node` is a Node'],
      [edge.name, cursor?.type.toString() === 'String!', '`cursor` is String!'],
    ]);
  });
  const strayed = fieldsOf(schema).flatMap(([at, field, parent]) =>
    told([
      [at, !edges.has(getNamedType(field.type)) || parent.name.endsWith('Connection'), 'edges are of connections'],
    ]),
  );
  return [...ofEdges, ...strayed];
};

/** A field that serves a connection takes `first` and `after`, or `last` and `before`, or all four. Both are not asked for: CSMS pages forward alone. */
const pagingArguments: SchemaRule = (schema) =>
  fieldsOf(schema)
    .filter(([, { type }]) => getNamedType(type).name.endsWith('Connection'))
    .flatMap(([at, { args }]) => {
      const [first, after, last, before] = ['first', 'after', 'last', 'before'].map((wanted) =>
        args.find(({ name }) => name === wanted)?.type.toString(),
      );
      return told([
        [at, (first ?? last) !== undefined, 'a connection takes `first` or `last`'],
        [at, (first === undefined) === (after === undefined), '`first` and `after` stand together'],
        [at, (last === undefined) === (before === undefined), '`last` and `before` stand together'],
        [at, (first ?? 'Int') === 'Int' && (last ?? 'Int') === 'Int', '`first` and `last` are Int'],
        [at, (after ?? 'String') === 'String' && (before ?? 'String') === 'String', '`after` and `before` are String'],
      ]);
    });

/** PageInfo as Relay has it, cursors null on an empty page. */
const pageInfo: SchemaRule = (schema) => {
  const type = schema.getType('PageInfo');
  if (!isObjectType(type)) return ['PageInfo: is an object type'];
  return told(
    Object.entries({
      hasPreviousPage: 'Boolean!',
      hasNextPage: 'Boolean!',
      startCursor: 'String',
      endCursor: 'String',
    }).map(([name, wanted]) => [`PageInfo.${name}`, type.getFields()[name]?.type.toString() === wanted, wanted]),
  );
};

/** Whatever has a name, with where it stands. */
function named(
  schema: GraphQLSchema,
): readonly (readonly [at: string, what: Described, kind: 'type' | 'word' | 'member'])[] {
  return [
    ...typesOf(schema).flatMap((type) => [
      [type.name, type, 'type'] as const,
      ...(isEnumType(type)
        ? type.getValues().map((value) => [`${type.name}.${value.name}`, value, 'word'] as const)
        : []),
      ...(isInputObjectType(type)
        ? Object.values(type.getFields()).map((field) => [`${type.name}.${field.name}`, field, 'member'] as const)
        : []),
    ]),
    ...fieldsOf(schema).flatMap(([at, field]) => [
      [at, field, 'member'] as const,
      ...field.args.map((argument) => [`${at}(${argument.name}:)`, argument, 'member'] as const),
    ]),
    ...schema
      .getDirectives()
      .filter((directive) => !isSpecifiedDirective(directive))
      .flatMap(({ name, args }) =>
        args.map((argument) => [`@${name}(${argument.name}:)`, argument, 'member'] as const),
      ),
  ];
}

const descriptions: SchemaRule = (schema) =>
  told(named(schema).map(([at, { description }]) => [at, Boolean(description?.trim()), 'has a description']));

const NAMES = { type: /^[A-Z][A-Za-z0-9]*$/, member: /^[a-z][A-Za-z0-9]*$/, word: /^[A-Z][A-Z0-9]*(_[A-Z0-9]+)*$/ };

const names: SchemaRule = (schema) =>
  told(named(schema).map(([at, { name }, kind]) => [at, NAMES[kind].test(name), `matches ${NAMES[kind]}`]));

/** What a client sends tells itself from what it gets. */
const inputNames: SchemaRule = (schema) =>
  told(
    typesOf(schema).map((type) => [
      type.name,
      isScalarType(type) || isEnumType(type) || /(Filter|Order|Input)$/.test(type.name) === isInputObjectType(type),
      'input types, and no others but enums, end in Filter, Order or Input',
    ]),
  );

/** `Task.taskName` would say task twice. */
const noStutter: SchemaRule = (schema) =>
  told(
    fieldsOf(schema).map(([at, { name }, parent]) => [
      at,
      !name.toLowerCase().startsWith(parent.name.toLowerCase()),
      "does not repeat its type's name",
    ]),
  );

/** `id` is global, ID!, of nodes alone; an upstream's own identifier is a `nativeId`. */
const ids: SchemaRule = (schema) =>
  fieldsOf(schema).flatMap(([at, { name, type }, parent]) =>
    told([
      [at, (name === 'id') === (getNamedType(type).name === 'ID'), '`id`, and it alone, is an ID'],
      [at, name !== 'id' || parent.name === 'Node' || implementsNode(parent), '`id` is of types that are a Node'],
    ]),
  );

/** A list that fails costs its own field alone, and holds no nulls: but `nodes(ids:)`, which is as long as its ids. */
const nullability: SchemaRule = (schema) =>
  fieldsOf(schema).flatMap(([at, { args, type }]) => {
    const list = getNullableType(type);
    return told([
      [at, !getNamedType(type).name.endsWith('Connection') || !isNonNullType(type), 'a connection is nullable'],
      [
        at,
        !isListType(list) || isNonNullType(list.ofType) !== args.some(({ name }) => name === 'ids'),
        'a list holds no nulls, unless it answers `ids`',
      ],
    ]);
  });

/** An instant is told by its name. Filters have the upstreams' own. */
const instants: SchemaRule = (schema) =>
  told(
    fieldsOf(schema).map(([at, { name, type }]) => [
      at,
      (getNamedType(type).name === 'DateTime') === /(At|^since)$/.test(name),
      'a DateTime, and nothing else, is named …At or since',
    ]),
  );

function implementsNode(type: GraphQLNamedType): boolean {
  return (isObjectType(type) || isInterfaceType(type)) && type.getInterfaces().some(({ name }) => name === 'Node');
}

export const SCHEMA_RULES: Readonly<Record<string, SchemaRule>> = {
  connectionTypes,
  edgeTypes,
  pagingArguments,
  pageInfo,
  descriptions,
  names,
  inputNames,
  noStutter,
  ids,
  nullability,
  instants,
};

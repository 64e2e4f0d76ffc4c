import {
  BREAK,
  type FieldNode,
  type GraphQLArgument,
  type GraphQLField,
  type GraphQLInputObjectType,
  type GraphQLInputType,
  getArgumentValues,
  getNullableType,
  isInputObjectType,
  isListType,
  isNonNullType,
  Kind,
  type ObjectValueNode,
  type ValueNode,
  valueFromAST,
  visit,
} from 'graphql';

/** What a field's resolver is given, by the coerced variables. Throws what graphql's `getArgumentValues` throws. */
export type ReadArguments = (variables: Readonly<Record<string, unknown>>) => Record<string, unknown>;

/** `getArgumentValues` of one field, for which what holds no variable is read once: nested values are shared by all calls, to be read alone. */
export function compileArguments(field: GraphQLField<unknown, unknown>, node: FieldNode): ReadArguments {
  const readAll: ReadArguments = (variables) => getArgumentValues(field, node, variables);
  const given = new Map(node.arguments?.map(({ name, value }) => [name.value, value]));
  const readers: { readonly name: string; readonly read: ReadValue }[] = [];
  for (const argument of field.args) {
    const value = given.get(argument.name);
    if (!value && argument.defaultValue === undefined && !isNonNullType(argument.type)) continue;
    const read = readerOf(argument, value);
    if (!read) return readAll;
    readers.push({ name: argument.name, read });
  }
  return (variables) => {
    const values: Record<string, unknown> = {};
    for (const { name, read } of readers) {
      const value = read(variables);
      // A variable that is not given, or an error: which, and what follows, is not for here to say.
      if (value === undefined) return readAll(variables);
      values[name] = value;
    }
    return values;
  };
}

/** Undefined where a variable is not given, or something does not fit. */
type ReadValue = (variables: Readonly<Record<string, unknown>>) => unknown;

/** Null where it can't be read, or is required and not given. */
function readerOf({ type, defaultValue }: GraphQLArgument, value: ValueNode | undefined): ReadValue | null {
  if (value && holdsVariable(value)) return compileValue(value, type);
  const constant: unknown = value ? valueFromAST(value, type) : defaultValue;
  return constant === undefined ? null : () => constant;
}

/** graphql's `valueFromAST` of one value, looking at its syntax once. */
function compileValue(node: ValueNode, type: GraphQLInputType): ReadValue {
  if (node.kind === Kind.VARIABLE) return readerOfVariable(node.name.value, isNonNullType(type));
  if (!holdsVariable(node)) {
    const constant: unknown = valueFromAST(node, type);
    return () => constant;
  }
  const nullable = getNullableType(type);
  if (isListType(nullable)) return compileItems(node.kind === Kind.LIST ? node.values : [node], nullable.ofType);
  if (isInputObjectType(nullable) && !nullable.isOneOf && node.kind === Kind.OBJECT)
    return compileMembers(node, nullable);
  return (variables) => valueFromAST(node, type, variables);
}

function readerOfVariable(name: string, isRequired: boolean): ReadValue {
  return (variables) => {
    const value = Object.hasOwn(variables, name) ? variables[name] : undefined;
    return value === null && isRequired ? undefined : value;
  };
}

function compileItems(nodes: readonly ValueNode[], type: GraphQLInputType): ReadValue {
  const readers = nodes.map((node) => compileValue(node, type));
  return (variables) => {
    const items = readers.map((read) => read(variables));
    return items.includes(undefined) ? undefined : items;
  };
}

/** Members stand in the order of the type's fields. */
function compileMembers({ fields }: ObjectValueNode, type: GraphQLInputObjectType): ReadValue {
  const given = new Map(fields.map(({ name, value }) => [name.value, value]));
  const readers: { readonly name: string; readonly read: ReadValue }[] = [];
  for (const { name, type: fieldType, defaultValue } of Object.values(type.getFields())) {
    const value = given.get(name);
    if (value) readers.push({ name, read: compileValue(value, fieldType) });
    else if (defaultValue !== undefined || isNonNullType(fieldType)) readers.push({ name, read: () => defaultValue });
  }
  return (variables) => {
    const members: Record<string, unknown> = {};
    for (const { name, read } of readers) {
      const value = read(variables);
      if (value === undefined) return undefined;
      members[name] = value;
    }
    return members;
  };
}

function holdsVariable(value: ValueNode): boolean {
  let holds = false;
  visit(value, {
    Variable() {
      holds = true;
      return BREAK;
    },
  });
  return holds;
}

import {
  BREAK,
  type FieldNode,
  type GraphQLArgument,
  type GraphQLField,
  getArgumentValues,
  isNonNullType,
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
  const readers: { readonly name: string; readonly read: ReadArgument }[] = [];
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

type ReadArgument = (variables: Readonly<Record<string, unknown>>) => unknown;

/** Null where it can't be read, or is required and not given. */
function readerOf({ type, defaultValue }: GraphQLArgument, value: ValueNode | undefined): ReadArgument | null {
  if (value && holdsVariable(value)) return (variables) => valueFromAST(value, type, variables);
  const constant: unknown = value ? valueFromAST(value, type) : defaultValue;
  return constant === undefined ? null : () => constant;
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

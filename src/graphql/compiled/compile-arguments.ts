import {
  BREAK,
  type FieldNode,
  type GraphQLArgument,
  type GraphQLField,
  getArgumentValues,
  isRequiredArgument,
  type ValueNode,
  valueFromAST,
  visit,
} from 'graphql';

/** What a field's resolver is given, by the coerced variables. Throws what graphql's `getArgumentValues` throws. */
export type ReadArguments = (variables: Readonly<Record<string, unknown>>) => Record<string, unknown>;

/** `getArgumentValues` of one field, for which what holds no variable is read once. */
export function compileArguments(field: GraphQLField<unknown, unknown>, node: FieldNode): ReadArguments {
  const readAll: ReadArguments = (variables) => getArgumentValues(field, node, variables);
  const given = new Map(node.arguments?.map(({ name, value }) => [name.value, value]));
  const readers: { readonly name: string; readonly read: ReadArgument }[] = [];
  for (const argument of field.args) {
    const read = readerOf(argument, given.get(argument.name));
    if (read) readers.push({ name: argument.name, read });
    else if (given.has(argument.name) || argument.defaultValue !== undefined || isRequiredArgument(argument))
      return readAll;
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

/** Null for what is not given, or can't be read. */
function readerOf({ type }: GraphQLArgument, value: ValueNode | undefined): ReadArgument | null {
  if (!value) return null;
  if (holdsVariable(value)) return (variables) => valueFromAST(value, type, variables);
  const constant: unknown = valueFromAST(value, type);
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

import {
  type GraphQLField,
  type GraphQLNamedType,
  type GraphQLSchema,
  getNamedType,
  isAbstractType,
  isCompositeType,
  isInterfaceType,
  isObjectType,
  isRequiredArgument,
} from 'graphql';
import type { Random } from './random.ts';

/** Values for what must be given. */
const ARGUMENTS: Readonly<Record<string, string>> = {
  id: '"x"',
  ids: '["x", "y"]',
  name: '"s"',
  taskType: 'CLUSTER_SCAN',
};

const VARIABLES =
  '($p: Boolean!, $q: Boolean = true, $n: Int, $t: String, $u: String! = "u", $i: TaskStatus!, $l: [String!], $f: TaskFilter)';

/** Asked for in every operation, so that each variable is used. */
const ALWAYS = [
  '__typename @include(if: $p) @skip(if: $q)',
  'd: node(id: "x") { id }',
  'e: tasks(first: $n) { __typename }',
  'f: tasks(filter: {search: $t, initiators: [$u, "v"], statuses: [RUNNING, $i], maxAgeSeconds: 3}) { __typename }',
  'g: tasks(filter: $f, last: 2) { __typename }',
  'h: tasks(filter: {targetIds: $l, statuses: [$i], maxAgeSeconds: $n}) { __typename }',
].join(' ');

/** Values for the variables of {@link randomOperation}. */
export function randomVariables(random: Random): Record<string, unknown> {
  return {
    p: random.chance(0.5),
    ...(random.chance(0.7) ? { q: random.chance(0.5) } : {}),
    ...(random.chance(0.5) ? { n: random.pick<unknown>([5, null, 'no number']) } : {}),
    ...(random.chance(0.7) ? { t: random.pick(['t', null]) } : {}),
    ...(random.chance(0.5) ? { u: random.pick(['', 'w']) } : {}),
    i: random.pick(['FAILED', 'QUEUED']),
    ...(random.chance(0.5) ? { l: random.pick<unknown>([['x'], 'y', [], null]) } : {}),
    ...(random.chance(0.5) ? { f: random.pick<unknown>([{ search: 's' }, { statuses: 'FAILED' }, {}, null]) } : {}),
  };
}

/**
 * The text of an operation over the schema: aliases, fields asked for twice, fragments named and inline, on the type itself, on
 * interfaces and on types within them, directives with literals and variables. It may not be valid: aliases may clash.
 */
export function randomOperation(schema: GraphQLSchema, random: Random): string {
  const fragments: string[] = [];

  const directive = (): string =>
    random.chance(0.85)
      ? ''
      : ` @${random.pick(['skip', 'include'])}(if: ${random.pick(['$p', '$q', 'true', 'false'])})`;

  const fieldOf = (field: GraphQLField<unknown, unknown>, depth: number): string | null => {
    const type = getNamedType(field.type);
    const alias = random.chance(0.25) ? `${random.pick(['a', 'b', 'c', '__d'])}${random.integer(3)}: ` : '';
    const given = field.args.flatMap(({ name, ...argument }) => {
      if (isRequiredArgument({ name, ...argument })) return [`${name}: ${ARGUMENTS[name]}`];
      return name === 'first' && random.chance(0.3) ? ['first: $n'] : [];
    });
    const head = `${alias}${field.name}${given.length > 0 ? `(${given.join(', ')})` : ''}${directive()}`;
    if (!isCompositeType(type)) return head;
    return depth === 0 ? null : `${head} ${selectionOf(type, depth - 1)}`;
  };

  const conditionOf = (type: GraphQLNamedType): GraphQLNamedType => {
    if (isAbstractType(type)) return random.pick([type, ...schema.getPossibleTypes(type)]);
    return isObjectType(type) ? random.pick([type, ...type.getInterfaces()]) : type;
  };

  const itemOf = (type: GraphQLNamedType, depth: number): string => {
    if (depth > 0 && random.chance(0.2)) {
      const condition = conditionOf(type);
      const selection = selectionOf(condition, depth - 1);
      if (random.chance(0.5)) {
        const isBare = condition === type && random.chance(0.5);
        return `...${isBare ? '' : ` on ${condition.name}`}${directive()} ${selection}`;
      }
      const name = `F${fragments.length}`;
      fragments.push(`fragment ${name} on ${condition.name} ${selection}`);
      return `...${name}${directive()}`;
    }
    const fields = isObjectType(type) || isInterfaceType(type) ? Object.values(type.getFields()) : [];
    if (fields.length === 0 || random.chance(0.1)) return '__typename';
    // Those with a resolver that needs to know more make the whole document one for the plain executor: not too many of them.
    const field = random.pick(fields);
    const isNested = type !== schema.getQueryType();
    if (isNested && (field.name === 'parent' || field.args.length > 0) && random.chance(0.9)) return '__typename';
    return fieldOf(field, depth) ?? '__typename';
  };

  const selectionOf = (type: GraphQLNamedType, depth: number): string =>
    `{ ${Array.from({ length: 1 + random.integer(5) }, () => itemOf(type, depth)).join(' ')} }`;

  const query = schema.getQueryType();
  if (!query) throw new Error('a schema without queries');
  const used = selectionOf(query, 6);
  return [`query Named${VARIABLES} { ${ALWAYS} ...Main }`, `fragment Main on Query ${used}`, ...fragments].join('\n');
}

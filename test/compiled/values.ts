import {
  GraphQLError,
  type GraphQLLeafType,
  type GraphQLObjectType,
  type GraphQLOutputType,
  type GraphQLSchema,
  isAbstractType,
  isEnumType,
  isListType,
  isNonNullType,
  isObjectType,
} from 'graphql';
import type { Random } from './random.ts';

/** How much of what resolvers answer is out of the ordinary. */
export type Oddity = 0 | 0.002 | 0.05;

/** A value that a resolver of this type may answer with: what its objects expose is there, and now and then something is wrong. */
export function randomValue(schema: GraphQLSchema, random: Random, oddity: Oddity) {
  // One or the other: beside what fails at once, the plain executor gives up waiting for promises and leaves their failures unhandled.
  const isLate = random.chance(0.5);
  const isOdd = (): boolean => random.chance(oddity);

  const answerOf = (type: GraphQLOutputType, depth: number, isNullable = !isNonNullType(type)): unknown => {
    if (!isLate && isOdd())
      return random.pick([() => null, () => undefined, failure, () => 'odd', () => 7, () => 1.5, () => 2 ** 40])();
    if (isNonNullType(type)) return answerOf(type.ofType, depth, false);
    if (isLate && isNullable && isOdd()) return Promise.resolve(random.pick(['odd', null]));
    if (isNullable && random.chance(0.1)) return random.pick([null, undefined]);
    if (isListType(type)) {
      return Array.from({ length: random.integer(depth > 8 ? 1 : 4) }, () => answerOf(type.ofType, depth + 1));
    }
    if (isAbstractType(type)) return objectOf(random.pick(schema.getPossibleTypes(type)), depth);
    if (isObjectType(type)) return objectOf(type, depth);
    return leafOf(type);
  };

  const objectOf = (type: GraphQLObjectType, depth: number): unknown => {
    const fields = Object.values(type.getFields()).filter(({ name, args }) => name !== 'parent' && args.length === 0);
    const members = Object.fromEntries(fields.map((field) => [field.name, answerOf(field.type, depth + 1)]));
    if (type.name === 'TaskSource') {
      const { health } = members;
      // Settled here: asked twice, it is to say the same.
      const redact = !isLate && isOdd() ? failToRedact : (value: unknown) => value;
      return { ...members, health: () => health, redact };
    }
    if (type.getInterfaces().some(({ name }) => name === 'Task')) {
      return { ...members, typename: type.name, record: { a: 1 }, parentId: null };
    }
    if ('nodes' in members) {
      // As connections are: the nodes are those of the edges.
      return { ...members, edges: Array.isArray(members['edges']) ? members['edges'].filter(isObject) : [] };
    }
    return members;
  };

  const leafOf = (type: GraphQLLeafType): unknown => {
    if (isEnumType(type)) return random.pick(type.getValues()).value;
    switch (type.name) {
      case 'Int':
        return random.pick([0, -0, 7, -5, 2 ** 31 - 1]);
      case 'Float':
        return random.pick([0, 1.5, 1e300, -1]);
      case 'Boolean':
        return random.chance(0.5);
      case 'DateTime':
        return random.pick([0, -1, 1_795_314_608_142, 951_782_400_000]);
      case 'JSON':
        return random.pick<unknown>([1, 'text', true, { b: [1, null] }, []]);
      default:
        return random.pick(['', 'plain', 'quo"te', 'ü\u2028']);
    }
  };

  return answerOf;
}

function isObject(value: unknown): boolean {
  return typeof value === 'object' && value !== null;
}

export function failure(): Error {
  return new GraphQLError('failed', { extensions: { code: 'UPSTREAM_TIMEOUT', source: 's' } });
}

function failToRedact(): never {
  throw new Error('can not be redacted');
}

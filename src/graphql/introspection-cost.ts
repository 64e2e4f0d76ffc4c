import {
  type FieldNode,
  type GraphQLNamedType,
  type GraphQLObjectType,
  getNamedType,
  getNullableType,
  isListType,
  isObjectType,
  Kind,
  SchemaMetaFieldDef,
  type SelectionSetNode,
  TypeMetaFieldDef,
  type ValidationContext,
} from 'graphql';
import { type Cost, ITEM, LEAF, largest, NOTHING, putOff, sum } from './cost.ts';
import { isDefer } from './defer.ts';

/**
 * Counts what introspection answers over the schema itself, with graphql-js's own resolvers: its types lead to each other, so
 * that lists within lists are as large as the schema has it. Deprecated members are counted too.
 * @returns the cost of a field of the query root; null unless it is `__schema` or `__type`.
 */
export function createIntrospectionMeasure(context: ValidationContext): (field: FieldNode) => Cost | null {
  const schema = context.getSchema();
  const typeOfTypes = getNamedType(TypeMetaFieldDef.type);
  const measured = new Map<SelectionSetNode, Map<unknown, Cost>>();

  /** Once for each object, however often it is come to: fragments from many selections, types from many others. */
  const onceOf = (set: SelectionSetNode, type: GraphQLObjectType, object: unknown): Cost => {
    const ofObjects = measured.get(set) ?? new Map<unknown, Cost>();
    measured.set(set, ofObjects);
    const known = ofObjects.get(object);
    if (known) return known;
    // Where a fragment spreads itself another rule reports it; here it must end.
    ofObjects.set(object, NOTHING);
    const cost = ofSelections(set, type, object);
    ofObjects.set(object, cost);
    return cost;
  };

  const ofSelections = ({ selections }: SelectionSetNode, type: GraphQLObjectType, object: unknown): Cost => {
    let whole = NOTHING;
    for (const selection of selections) {
      if (selection.kind === Kind.FIELD) {
        whole = sum(whole, ofField(selection, type, object));
        continue;
      }
      const part = selection.kind === Kind.INLINE_FRAGMENT ? selection : context.getFragment(selection.name.value);
      if (!part || (part.typeCondition && part.typeCondition.name.value !== type.name)) continue;
      const cost = onceOf(part.selectionSet, type, object);
      whole = sum(whole, selection.directives?.some(isDefer) ? putOff(cost) : cost);
    }
    return whole;
  };

  const ofField = ({ name, selectionSet }: FieldNode, type: GraphQLObjectType, object: unknown): Cost => {
    const field = type.getFields()[name.value];
    if (!field || !(selectionSet || isListType(getNullableType(field.type)))) return LEAF;
    const found: unknown = field.resolve?.(object, { includeDeprecated: true }, undefined, { schema } as never);
    return ofFound(Array.isArray(found) ? found : [found], getNamedType(field.type), selectionSet);
  };

  const ofFound = (found: readonly unknown[], type: GraphQLNamedType, set: SelectionSetNode | undefined): Cost => {
    let below = NOTHING;
    const ofObject = type === typeOfTypes ? onceOf : ofSelections;
    for (const object of found) {
      if (!object) continue;
      below = sum(below, set && isObjectType(type) ? ofObject(set, type, object) : ITEM);
    }
    return sum({ ...LEAF, depth: below.depth + 1 }, below);
  };

  return ({ name, arguments: [given] = [], selectionSet }) => {
    if (name.value === SchemaMetaFieldDef.name) {
      return ofFound([schema], getNamedType(SchemaMetaFieldDef.type), selectionSet);
    }
    if (name.value !== TypeMetaFieldDef.name) return null;
    // A variable may name any of them.
    const types =
      given?.value.kind === Kind.STRING ? [schema.getType(given.value.value)] : Object.values(schema.getTypeMap());
    return types.map((type) => ofFound([type], typeOfTypes, selectionSet)).reduce(largest, NOTHING);
  };
}

import {
  type ASTVisitor,
  type FieldNode,
  type FragmentDefinitionNode,
  type FragmentSpreadNode,
  GraphQLError,
  type GraphQLNamedType,
  type GraphQLOutputType,
  getNamedType,
  getNullableType,
  type InlineFragmentNode,
  isInterfaceType,
  isListType,
  isObjectType,
  Kind,
  type SelectionSetNode,
  TypeNameMetaFieldDef,
  type ValidationContext,
} from 'graphql';
import { bounded, type Cost, LEAF, largest, NOTHING, putOff, sum } from './cost.ts';
import { isDefer } from './defer.ts';
import { MAX_REPRESENTATIONS } from './entities.ts';
import { createIntrospectionMeasure } from './introspection-cost.ts';
import { MAX_IDS } from './node.ts';
import { MAX_PAGES } from './request-context.ts';
import { DEFAULT_PAGE_SIZE, MAX_PAGE_SIZE } from './window.ts';

/** What one operation may ask for. Each is several times what the largest sensible operation needs. */
export const DOCUMENT_LIMITS: Cost = {
  depth: 15,
  pages: MAX_PAGES,
  values: 200_000,
  lookups: 2000,
  deferred: 50,
};

/** What a list that no argument bounds, such as `sources`, is taken to hold. */
const PLAIN_LIST_SIZE = 10;

/** Values that a leaf is taken to hold where it is more than one, by its type or its field: a record's members, pages of text. */
const HELD: ReadonlyMap<string, number> = new Map([
  ['JSON', 20],
  ['_Service.sdl', 1000],
]);

/** By the argument that names the members of a list. */
const MOST_GIVEN: ReadonlyMap<string, number> = new Map([
  ['ids', MAX_IDS],
  ['representations', MAX_REPRESENTATIONS],
]);

/**
 * A validation rule: the most that an operation can cost, from its text alone. Lists may stand within lists
 * (`tasks { nodes { source { tasks … } } }`), so a short text can ask for any amount of work. Of introspection it is what the
 * schema answers.
 */
export function documentLimits(limits: Cost = DOCUMENT_LIMITS): (context: ValidationContext) => ASTVisitor {
  return (context) => {
    const measure = createMeasure(context);
    return {
      OperationDefinition(operation) {
        const root = context.getSchema().getRootType(operation.operation);
        if (!root) return;
        const cost = measure(operation.selectionSet, root, 1);
        for (const [name, what] of [
          ['depth', 'levels of fields'],
          ['pages', 'pages of lists'],
          ['values', 'values'],
          ['lookups', 'ids'],
          ['deferred', 'deferred parts'],
        ] as const) {
          if (cost[name] <= limits[name]) continue;
          context.reportError(
            new GraphQLError(
              `The operation asks for up to ${cost[name]} ${what}: ${limits[name]} are allowed. Ask for less at once.`,
              { nodes: operation, extensions: { code: 'OPERATION_TOO_LARGE' } },
            ),
          );
        }
      },
    };
  };
}

/** @returns the cost of a selection; `size`: tasks that a page holds where the selection is on a page. */
function createMeasure(
  context: ValidationContext,
): (set: SelectionSetNode, type: GraphQLNamedType, size: number) => Cost {
  /** Each fragment is measured once a size, however often it is spread. */
  const measured = new Map<string, Cost>();
  const ofIntrospection = createIntrospectionMeasure(context);

  const ofFragment = (fragment: FragmentDefinitionNode, size: number): Cost => {
    const key = `${fragment.name.value}:${size}`;
    const known = measured.get(key);
    if (known) return known;
    // Where a fragment spreads itself another rule reports it; here it must end.
    measured.set(key, NOTHING);
    const type = context.getSchema().getType(fragment.typeCondition.name.value);
    const cost = type ? ofSelections(fragment.selectionSet, type, size) : NOTHING;
    measured.set(key, cost);
    return cost;
  };

  const ofField = (field: FieldNode, parent: GraphQLNamedType, size: number): Cost => {
    if (field.name.value === TypeNameMetaFieldDef.name) return LEAF;
    const introspected = parent === context.getSchema().getQueryType() ? ofIntrospection(field) : null;
    if (introspected) return introspected;
    const definition =
      isObjectType(parent) || isInterfaceType(parent) ? parent.getFields()[field.name.value] : undefined;
    if (!definition) return NOTHING;
    const type = getNamedType(definition.type);
    const isPage = definition.args.some(({ name }) => name === 'first');
    const given = givenTo(field);
    const times = isList(definition.type) ? (isOnPage(field, parent) ? size : (given?.most ?? PLAIN_LIST_SIZE)) : 1;
    const within = field.selectionSet
      ? ofSelections(field.selectionSet, type, isPage ? pageSizeOf(field) : size)
      : { ...NOTHING, values: heldBy(definition.name, type, parent) ?? (isList(definition.type) ? 1 : 0) };
    return bounded({
      depth: 1 + within.depth,
      pages: (isPage ? 1 : 0) + (given?.likely ?? times) * within.pages,
      values: 1 + times * within.values,
      lookups: (given?.most ?? 0) + times * within.lookups,
      deferred: times * within.deferred,
    });
  };

  const ofSelections = ({ selections }: SelectionSetNode, type: GraphQLNamedType, size: number): Cost => {
    let whole = NOTHING;
    const ofOneType = new Map<GraphQLNamedType, Cost>();
    for (const selection of selections) {
      if (selection.kind === Kind.FIELD) {
        whole = sum(whole, ofField(selection, type, size));
        continue;
      }
      const named = conditionOf(selection);
      const condition = (named === undefined ? undefined : context.getSchema().getType(named)) ?? type;
      const within =
        selection.kind === Kind.FRAGMENT_SPREAD
          ? costOfSpread(selection.name.value, size)
          : ofSelections(selection.selectionSet, condition, size);
      const cost = selection.directives?.some(isDefer) ? putOff(within) : within;
      if (isObjectType(condition)) ofOneType.set(condition, sum(ofOneType.get(condition) ?? NOTHING, cost));
      else whole = sum(whole, cost);
    }
    return sum(whole, [...ofOneType.values()].reduce(largest, NOTHING));
  };

  const conditionOf = (selection: InlineFragmentNode | FragmentSpreadNode): string | undefined =>
    selection.kind === Kind.INLINE_FRAGMENT
      ? selection.typeCondition?.name.value
      : context.getFragment(selection.name.value)?.typeCondition.name.value;

  const costOfSpread = (name: string, size: number): Cost => {
    const fragment = context.getFragment(name);
    return fragment ? ofFragment(fragment, size) : NOTHING;
  };

  return ofSelections;
}

function isList(type: GraphQLOutputType): boolean {
  return isListType(getNullableType(type));
}

/** Null for what holds no more than any other leaf. */
function heldBy(field: string, type: GraphQLNamedType, parent: GraphQLNamedType): number | null {
  return HELD.get(type.name) ?? HELD.get(`${parent.name}.${field}`) ?? null;
}

/** Whether a list holds what the page does; `outcomes`, say, are as many however small the page is. */
function isOnPage({ name }: FieldNode, parent: GraphQLNamedType): boolean {
  return parent.name.endsWith('Connection') && (name.value === 'nodes' || name.value === 'edges');
}

/**
 * What a list by `ids` or `representations` holds: as many as are given. A variable may hold as many as are taken; pages within them
 * are counted for a few, since a router sends all of its requests so, and again when they are read ({@link RequestContext.takePage}).
 * Null for a field that takes neither.
 */
function givenTo({ arguments: given = [] }: FieldNode): { readonly most: number; readonly likely: number } | null {
  for (const { name, value } of given) {
    const most = MOST_GIVEN.get(name.value);
    if (most === undefined) continue;
    return value.kind === Kind.LIST
      ? { most: value.values.length, likely: value.values.length }
      : { most, likely: PLAIN_LIST_SIZE };
  }
  return null;
}

/** The larger of `first` and `last`, from literals; a variable may hold as much as a page can. */
function pageSizeOf({ arguments: given = [] }: FieldNode): number {
  const sizes = given
    .filter(({ name, value }) => (name.value === 'first' || name.value === 'last') && value.kind !== Kind.NULL)
    .map(({ value }) => (value.kind === Kind.INT ? Number(value.value) : MAX_PAGE_SIZE));
  if (sizes.length === 0) return DEFAULT_PAGE_SIZE;
  // What no page can hold is refused where it is read; a negative cost would pay for other fields.
  return Math.max(0, Math.min(MAX_PAGE_SIZE, Math.max(...sizes)));
}

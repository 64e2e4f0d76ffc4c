import {
  type FieldNode,
  type GraphQLNamedType,
  type GraphQLResolveInfo,
  getNamedType,
  isInterfaceType,
  isObjectType,
  Kind,
  type SelectionSetNode,
} from 'graphql';
import { isLeftOut } from './left-out.ts';

/**
 * What a field's answer has to hold: `Type.field` for every field selected below it, through fragments, without what
 * `@skip` and `@include` leave out. It stops at every field that leads to a source, to another list, or to a task that is no
 * row of the list itself: what is selected there is not asked of this list, and those look at their own selection.
 */
export function selectedFields(info: GraphQLResolveInfo): ReadonlySet<string> {
  const known = selections.get(info.fieldNodes);
  if (known) return known;
  const selected = collect(info);
  selections.set(info.fieldNodes, selected);
  return selected;
}

/** By the array of a field's nodes: executors make one for each set of variables, a compiled document for each that leaves out the same. */
const selections = new WeakMap<readonly FieldNode[], ReadonlySet<string>>();

function collect({ fieldNodes, returnType, schema, fragments, variableValues }: GraphQLResolveInfo): Set<string> {
  const selected = new Set<string>();
  /** Their names: one that is spread again adds nothing. */
  const spread = new Set<string>();

  const collectSet = ({ selections }: SelectionSetNode, parent: GraphQLNamedType): void => {
    for (const node of selections) {
      if (isLeftOut(node, variableValues)) continue;
      switch (node.kind) {
        case Kind.FIELD:
          collectField(node, parent);
          break;
        case Kind.INLINE_FRAGMENT: {
          const condition = node.typeCondition ? schema.getType(node.typeCondition.name.value) : parent;
          if (condition) collectSet(node.selectionSet, condition);
          break;
        }
        case Kind.FRAGMENT_SPREAD: {
          const fragment = fragments[node.name.value];
          if (!fragment || spread.has(node.name.value)) break;
          spread.add(node.name.value);
          const condition = schema.getType(fragment.typeCondition.name.value);
          if (condition) collectSet(fragment.selectionSet, condition);
          break;
        }
        default:
          node satisfies never;
      }
    }
  };

  const collectField = ({ name, selectionSet }: FieldNode, parent: GraphQLNamedType): void => {
    selected.add(`${parent.name}.${name.value}`);
    if (!selectionSet || !(isObjectType(parent) || isInterfaceType(parent))) return;
    const field = parent.getFields()[name.value];
    if (!field) return;
    const type = getNamedType(field.type);
    if (isRow(name.value) || !leadsElsewhere(type)) collectSet(selectionSet, type);
  };

  for (const { selectionSet } of fieldNodes) if (selectionSet) collectSet(selectionSet, getNamedType(returnType));
  return selected;
}

/** Of a connection or an edge: the two fields that lead to the tasks of the list itself. */
function isRow(field: string): boolean {
  return field === 'nodes' || field === 'node';
}

/** Told by the names of types, since a subgraph may be without Node. */
function leadsElsewhere(type: GraphQLNamedType): boolean {
  if (!isObjectType(type) && !isInterfaceType(type)) return false;
  return (
    type.name === 'TaskSource' ||
    type.name === 'Task' ||
    type.getInterfaces().some(({ name }) => name === 'Task') ||
    type.name.endsWith('Connection')
  );
}

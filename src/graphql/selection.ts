import {
  type FieldNode,
  GraphQLIncludeDirective,
  type GraphQLNamedType,
  type GraphQLResolveInfo,
  GraphQLSkipDirective,
  getDirectiveValues,
  getNamedType,
  isInterfaceType,
  isObjectType,
  type SelectionNode,
  type SelectionSetNode,
} from 'graphql';

/**
 * What a field's answer has to hold: `Type.field` for every field selected below it, through fragments, without what
 * `@skip` and `@include` leave out. Where a task leads to another node (its source, its parent), it stops at that field:
 * those look at their own selection.
 */
export function selectedFields(info: GraphQLResolveInfo): ReadonlySet<string> {
  const known = selections.get(info.fieldNodes);
  if (known) return known;
  const selected = new Set<string>();
  for (const field of info.fieldNodes) {
    if (field.selectionSet) collect(field.selectionSet, getNamedType(info.returnType), info, selected);
  }
  selections.set(info.fieldNodes, selected);
  return selected;
}

/** By the array of a field's nodes: executors make one for each set of variables, a compiled document for each that leaves out the same. */
const selections = new WeakMap<readonly FieldNode[], ReadonlySet<string>>();

function collect(
  set: SelectionSetNode,
  parent: GraphQLNamedType,
  info: GraphQLResolveInfo,
  selected: Set<string>,
): void {
  for (const node of set.selections) {
    if (isLeftOut(node, info)) continue;
    switch (node.kind) {
      case 'Field':
        collectField(node, parent, info, selected);
        break;
      case 'InlineFragment': {
        const condition = node.typeCondition ? info.schema.getType(node.typeCondition.name.value) : parent;
        if (condition) collect(node.selectionSet, condition, info, selected);
        break;
      }
      case 'FragmentSpread': {
        const fragment = info.fragments[node.name.value];
        const condition = fragment && info.schema.getType(fragment.typeCondition.name.value);
        if (fragment && condition) collect(fragment.selectionSet, condition, info, selected);
        break;
      }
      default:
        node satisfies never;
    }
  }
}

function collectField(
  node: FieldNode,
  parent: GraphQLNamedType,
  info: GraphQLResolveInfo,
  selected: Set<string>,
): void {
  selected.add(`${parent.name}.${node.name.value}`);
  if (!node.selectionSet || !(isObjectType(parent) || isInterfaceType(parent))) return;
  const field = parent.getFields()[node.name.value];
  if (!field) return;
  const type = getNamedType(field.type);
  if (!(isNode(parent) && isNode(type))) collect(node.selectionSet, type, info, selected);
}

/** Told by Task and TaskSource, since a subgraph may be without Node. */
function isNode(type: GraphQLNamedType): boolean {
  if (!isObjectType(type) && !isInterfaceType(type)) return false;
  return type.name === 'TaskSource' || type.name === 'Task' || type.getInterfaces().some(({ name }) => name === 'Task');
}

function isLeftOut(node: SelectionNode, info: GraphQLResolveInfo): boolean {
  const skip = getDirectiveValues(GraphQLSkipDirective, node, info.variableValues)?.['if'];
  const include = getDirectiveValues(GraphQLIncludeDirective, node, info.variableValues)?.['if'];
  return skip === true || include === false;
}

import {
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLObjectType,
  type GraphQLSchema,
  isAbstractType,
  Kind,
  type SelectionSetNode,
} from 'graphql';
import { isLeftOut } from '../left-out.ts';

/** A document with everything known that decides which of its fields are executed. */
export interface Chosen {
  readonly schema: GraphQLSchema;
  readonly fragments: Readonly<Record<string, FragmentDefinitionNode>>;
  /** Values of the variables that `@skip` and `@include` go by. */
  readonly conditions: Readonly<Record<string, boolean>>;
}

/** The fields that these selections ask of an object of one type: their nodes by response key, in the order of the answer. */
export function collectFields(
  chosen: Chosen,
  type: GraphQLObjectType,
  sets: readonly SelectionSetNode[],
): ReadonlyMap<string, readonly FieldNode[]> {
  const fields = new Map<string, FieldNode[]>();
  const spread = new Set<string>();
  const collect = ({ selections }: SelectionSetNode): void => {
    for (const node of selections) {
      if (isLeftOut(node, chosen.conditions)) continue;
      switch (node.kind) {
        case Kind.FIELD: {
          const key = (node.alias ?? node.name).value;
          const nodes = fields.get(key);
          if (nodes) nodes.push(node);
          else fields.set(key, [node]);
          break;
        }
        case Kind.INLINE_FRAGMENT:
          if (!node.typeCondition || applies(chosen, node.typeCondition.name.value, type)) collect(node.selectionSet);
          break;
        case Kind.FRAGMENT_SPREAD: {
          const name = node.name.value;
          const fragment = chosen.fragments[name];
          if (!fragment || spread.has(name)) break;
          spread.add(name);
          if (applies(chosen, fragment.typeCondition.name.value, type)) collect(fragment.selectionSet);
          break;
        }
        default:
          node satisfies never;
      }
    }
  };
  for (const set of sets) collect(set);
  return fields;
}

function applies({ schema }: Chosen, condition: string, type: GraphQLObjectType): boolean {
  if (condition === type.name) return true;
  const conditional = schema.getType(condition);
  return isAbstractType(conditional) && schema.isSubType(conditional, type);
}

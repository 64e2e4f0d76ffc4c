import { Kind, type SelectionNode } from 'graphql';

/** Whether `@skip` or `@include` leaves a selection out; `variables`: values by name, coerced. */
export function isLeftOut({ directives = [] }: SelectionNode, variables: Readonly<Record<string, unknown>>): boolean {
  return directives.some(({ name, arguments: given = [] }) => {
    if (name.value !== 'skip' && name.value !== 'include') return false;
    const value = given[0]?.value;
    const condition =
      value?.kind === Kind.VARIABLE ? variables[value.name.value] : value?.kind === Kind.BOOLEAN && value.value;
    return condition === (name.value === 'skip');
  });
}

import {
  type ConcreteRequest,
  createOperationDescriptor,
  type Direction,
  type Environment,
  fetchQuery,
  getPaginationMetadata,
  getPaginationVariables,
  getRefetchMetadata,
  getSelector,
  type ReaderFragment,
  type SelectorData,
  type Variables,
} from 'relay-runtime';

export interface PageInfo {
  readonly hasNextPage: boolean;
  readonly hasPreviousPage: boolean;
  readonly startCursor: string | null;
  readonly endCursor: string | null;
}

export interface ListOptions {
  readonly environment: Environment;
  readonly query: ConcreteRequest;
  /** Refetchable, with one connection. */
  readonly fragment: ReaderFragment;
  readonly variables: Variables;
  /** The field of the query that spreads the fragment; the query itself where left out. */
  readonly at?: string;
}

export interface List<C> {
  /** The connection as the store holds it: all pages so far. */
  connection(): C;
  hasMore(direction: Direction): boolean;
  load(direction: Direction, count: number): Promise<void>;
}

/** What `useLazyLoadQuery` and `usePaginationFragment` do, by the functions of the runtime that they do it with. */
export async function openList<C extends { readonly pageInfo: PageInfo }>({
  environment,
  query,
  fragment,
  variables,
  at,
}: ListOptions): Promise<List<C>> {
  const operation = createOperationDescriptor(query, variables);
  environment.retain(operation);
  await fetchQuery(environment, query, variables).toPromise();
  const { data: root } = environment.lookup(operation.fragment);
  const selector = getSelector(fragment, at === undefined ? root : root?.[at]);
  if (selector?.kind !== 'SingularReaderSelector') throw new Error('the query spreads no such fragment');
  const { connectionPathInFragmentData, paginationRequest, paginationMetadata } = getPaginationMetadata(
    fragment,
    fragment.name,
  );

  const { identifierInfo } = getRefetchMetadata(fragment, fragment.name);

  const read = (): SelectorData => {
    const { data, isMissingData } = environment.lookup(selector);
    if (!data || isMissingData) throw new Error('the store lacks some of what the fragment reads');
    return data;
  };
  const connection = (): C => {
    let found: unknown = read();
    for (const step of connectionPathInFragmentData) found = (found as Record<string, unknown>)[step];
    return found as C;
  };
  const cursorOf = (direction: Direction): string | null => {
    const { endCursor, startCursor } = connection().pageInfo;
    return direction === 'forward' ? endCursor : startCursor;
  };
  return {
    connection,
    hasMore(direction) {
      const { hasNextPage, hasPreviousPage } = connection().pageInfo;
      return cursorOf(direction) !== null && (direction === 'forward' ? hasNextPage : hasPreviousPage);
    },
    async load(direction, count) {
      const base = { ...selector.owner.variables, ...selector.variables };
      const next = getPaginationVariables(direction, count, cursorOf(direction), base, {}, paginationMetadata);
      // A fragment on a node is asked for by that node's id.
      const node = identifierInfo
        ? { [identifierInfo.identifierQueryVariableName]: read()[identifierInfo.identifierField] }
        : {};
      await fetchQuery(environment, paginationRequest, { ...next, ...node }).toPromise();
    },
  };
}

import {
  type ConcreteRequest,
  createOperationDescriptor,
  type Direction,
  type Environment,
  fetchQuery,
  getPaginationMetadata,
  getPaginationVariables,
  getSelector,
  type ReaderFragment,
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
}: ListOptions): Promise<List<C>> {
  const operation = createOperationDescriptor(query, variables);
  environment.retain(operation);
  await fetchQuery(environment, query, variables).toPromise();
  const selector = getSelector(fragment, environment.lookup(operation.fragment).data);
  if (selector?.kind !== 'SingularReaderSelector') throw new Error('the query spreads no such fragment');
  const { connectionPathInFragmentData, paginationRequest, paginationMetadata } = getPaginationMetadata(
    fragment,
    fragment.name,
  );

  const connection = (): C => {
    const { data, isMissingData } = environment.lookup(selector);
    if (isMissingData) throw new Error('the store lacks some of what the fragment reads');
    let found: unknown = data;
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
      await fetchQuery(environment, paginationRequest, next).toPromise();
    },
  };
}

import { graphql } from 'relay-runtime';

// For the compiler alone to read: run without its plugin, `graphql` throws.

export const query = graphql`
  query taskFeedQuery(
    $first: Int
    $after: String
    $last: Int
    $before: String
    $filter: TaskFilter
    $orderBy: TaskOrder
  ) {
    ...taskFeed_query @arguments(first: $first, after: $after, last: $last, before: $before, filter: $filter, orderBy: $orderBy)
  }
`;

export const list = graphql`
  fragment taskFeed_query on Query
  @refetchable(queryName: "taskFeedPaginationQuery")
  @argumentDefinitions(
    first: { type: "Int" }
    after: { type: "String" }
    last: { type: "Int" }
    before: { type: "String" }
    filter: { type: "TaskFilter" }
    orderBy: { type: "TaskOrder" }
  ) {
    tasks(first: $first, after: $after, last: $last, before: $before, filter: $filter, orderBy: $orderBy)
      @connection(key: "taskFeed_tasks") {
      edges {
        node {
          ...taskFeed_task
        }
      }
      nodes {
        id
      }
      outcomes {
        source {
          name
        }
        state
        missedEarlier
      }
    }
  }
`;

export const task = graphql`
  fragment taskFeed_task on Task @refetchable(queryName: "taskFeedRefetchQuery") {
    __typename
    id
    nativeId
    title
    status
    orderedAt
    source {
      name
    }
    ... on VsphereCisTask {
      service
    }
  }
`;

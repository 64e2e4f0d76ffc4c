import { graphql } from 'relay-runtime';

// For the compiler alone to read: run without its plugin, `graphql` throws.

export const query = graphql`
  query sourceColumnQuery($name: String!, $first: Int, $last: Int) {
    source(name: $name) {
      ...sourceColumn_source @arguments(first: $first, last: $last)
    }
  }
`;

export const column = graphql`
  fragment sourceColumn_source on TaskSource
  @refetchable(queryName: "sourceColumnPaginationQuery")
  @argumentDefinitions(
    first: { type: "Int" }
    after: { type: "String" }
    last: { type: "Int" }
    before: { type: "String" }
  ) {
    tasks(first: $first, after: $after, last: $last, before: $before) @connection(key: "sourceColumn_tasks") {
      edges {
        node {
          nativeId
        }
      }
    }
  }
`;

import { graphql } from 'relay-runtime';

// For the compiler alone to read: run without its plugin, `graphql` throws.

export const query = graphql`
  query ownListsQuery($first: Int, $last: Int) {
    ...ownLists_secretTasks @arguments(first: $first)
    ...ownLists_runspaces @arguments(first: $first, last: $last)
  }
`;

export const secretTasks = graphql`
  fragment ownLists_secretTasks on Query
  @refetchable(queryName: "ownListsSecretTasksQuery")
  @argumentDefinitions(first: { type: "Int" }, after: { type: "String" }) {
    huaweiCsmsTasks(first: $first, after: $after) @connection(key: "ownLists_huaweiCsmsTasks") {
      edges {
        node {
          nativeId
        }
      }
    }
  }
`;

export const runspaces = graphql`
  fragment ownLists_runspaces on Query
  @refetchable(queryName: "ownListsRunspacesQuery")
  @argumentDefinitions(
    first: { type: "Int" }
    after: { type: "String" }
    last: { type: "Int" }
    before: { type: "String" }
  ) {
    vmwareSrsRunspaces(first: $first, after: $after, last: $last, before: $before)
      @connection(key: "ownLists_vmwareSrsRunspaces") {
      edges {
        node {
          nativeId
        }
      }
    }
  }
`;

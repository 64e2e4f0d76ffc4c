import type { TypedDocumentNode } from '@graphql-typed-document-node/core';
import { parse } from 'graphql';
import type { Outcome } from './outcome.ts';
import type { TaskLine } from './whole-list.ts';

export interface PageInfo {
  readonly hasNextPage: boolean;
  readonly hasPreviousPage: boolean;
  readonly startCursor: string | null;
  readonly endCursor: string | null;
}

export interface Feed {
  readonly tasks: {
    readonly edges: readonly { readonly cursor: string; readonly node: TaskLine }[];
    readonly nodes: readonly { readonly id: string }[];
    readonly pageInfo: PageInfo;
    readonly outcomes: readonly Outcome[];
  } | null;
}

/** A page: null is as absent. */
export type Window = {
  readonly first?: number | null;
  readonly after?: string | null;
  readonly last?: number | null;
  readonly before?: string | null;
};

export type FeedVariables = Window & {
  readonly filter?: { readonly statuses: readonly string[] };
  readonly orderBy?: { readonly direction: 'ASC' | 'DESC' };
};

export interface OwnList {
  readonly list: {
    readonly edges: readonly { readonly node: { readonly nativeId: string } }[];
    readonly pageInfo: PageInfo;
  } | null;
}

const TASK = /* GraphQL */ `
  fragment TaskLine on Task {
    __typename
    id
    nativeId
    title
    status
    orderedAt
    source { id name }
    ... on VsphereCisTask { service }
  }
`;

export const FEED: TypedDocumentNode<Feed, FeedVariables> = parse(/* GraphQL */ `
  query Feed($first: Int, $after: String, $last: Int, $before: String, $filter: TaskFilter, $orderBy: TaskOrder) {
    tasks(first: $first, after: $after, last: $last, before: $before, filter: $filter, orderBy: $orderBy) {
      edges { cursor node { ...TaskLine } }
      nodes { id }
      pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
      outcomes { source { id name } state missedEarlier }
    }
  }
  ${TASK}
`);

export const TASK_AGAIN: TypedDocumentNode<{ readonly node: TaskLine | null }, { readonly id: string }> =
  parse(/* GraphQL */ `
    query TaskAgain($id: ID!) { node(id: $id) { id ...TaskLine } }
    ${TASK}
  `);

export const TASKS_AGAIN: TypedDocumentNode<
  { readonly nodes: readonly (TaskLine | null)[] },
  { readonly ids: readonly string[] }
> = parse(/* GraphQL */ `
  query TasksAgain($ids: [ID!]!) { nodes(ids: $ids) { id ...TaskLine } }
  ${TASK}
`);

export const SECRET_TASKS: TypedDocumentNode<OwnList, Window> = parse(/* GraphQL */ `
  query SecretTasks($first: Int, $after: String) {
    list: huaweiCsmsTasks(first: $first, after: $after) {
      edges { node { id nativeId } }
      pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
    }
  }
`);

export const RUNSPACES: TypedDocumentNode<OwnList, Window> = parse(/* GraphQL */ `
  query Runspaces($first: Int, $after: String, $last: Int, $before: String) {
    list: vmwareSrsRunspaces(first: $first, after: $after, last: $last, before: $before) {
      edges { node { id nativeId } }
      pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
    }
  }
`);

export type ColumnVariables = Window & { readonly name: string };

export interface Column {
  readonly source: { readonly id: string; readonly tasks: OwnList['list'] } | null;
}

export const COLUMN: TypedDocumentNode<Column, ColumnVariables> = parse(/* GraphQL */ `
  query Column($name: String!, $first: Int, $after: String, $last: Int, $before: String) {
    source(name: $name) {
      id
      tasks(first: $first, after: $after, last: $last, before: $before) {
        edges { node { id nativeId } }
        pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
      }
    }
  }
`);

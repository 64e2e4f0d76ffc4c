import type { ObjectFieldsShape, ObjectRef } from '@pothos/core';
import type { Place, TaskEdge } from '../tasks/edge.ts';
import type { Task } from '../tasks/task.ts';
import type { Builder, BuilderTypes } from './builder.ts';
import { PURE } from './pure.ts';

export interface PageInfo {
  readonly hasNextPage: boolean;
  readonly hasPreviousPage: boolean;
  readonly startCursor: string | null;
  readonly endCursor: string | null;
}

/** What every connection of the graph serves, as Relay has it. */
export interface Connection<T extends Task = Task> {
  readonly edges: readonly TaskEdge<T>[];
  readonly pageInfo: PageInfo;
}

type Reach = Pick<PageInfo, 'hasNextPage' | 'hasPreviousPage'>;

/**
 * The page info of a page that begins and ends with the first and the last of these places; an empty page has null cursors.
 * Places are the edges, where no record beside them can't be read: paging on from the end passes over such a one.
 */
export function pageInfoOf(places: readonly Place[], reach: Reach): PageInfo {
  return new PageEnds(places, reach);
}

/** A class: an object's own getters would be made anew for each page. */
class PageEnds implements PageInfo {
  readonly hasNextPage: boolean;
  readonly hasPreviousPage: boolean;
  readonly #places: readonly Place[];

  constructor(places: readonly Place[], { hasNextPage, hasPreviousPage }: Reach) {
    this.hasNextPage = hasNextPage;
    this.hasPreviousPage = hasPreviousPage;
    this.#places = places;
  }

  get startCursor(): string | null {
    return this.#places[0]?.cursor ?? null;
  }

  get endCursor(): string | null {
    return this.#places.at(-1)?.cursor ?? null;
  }
}

/** Adds Relay's PageInfo. */
export function addPageInfo(builder: Builder): void {
  builder.objectType('PageInfo', {
    description: 'Where a page stands in its list.',
    fields: (t) => ({
      hasNextPage: t.exposeBoolean('hasNextPage', {
        nullable: false,
        description: 'Whether a match exists after the last edge.',
      }),
      hasPreviousPage: t.exposeBoolean('hasPreviousPage', {
        nullable: false,
        description: 'Whether a match exists before the first edge.',
      }),
      startCursor: t.exposeString('startCursor', {
        nullable: true,
        description: 'The first edge, or a record before it that can not be read; null for an empty page.',
      }),
      endCursor: t.exposeString('endCursor', {
        nullable: true,
        description: 'The last edge, or a record after it that can not be read; null for an empty page.',
      }),
    }),
  });
}

type FieldBuilder<C> = Parameters<ObjectFieldsShape<BuilderTypes, C>>[0];

export interface ConnectionOptions<T extends Task, C extends Connection<T>> {
  /** `<name>Connection` and `<name>Edge` are added. */
  readonly name: string;
  readonly node: ObjectRef<BuilderTypes, T> | 'Task';
  readonly description: string;
  /** What this connection has besides edges, nodes and pageInfo. */
  readonly fields: (t: FieldBuilder<C>) => ReturnType<ObjectFieldsShape<BuilderTypes, C>>;
}

/** Adds a connection with its edge: `edges`, `nodes` and `pageInfo` are non-null, and so are their items. */
export function addConnection<T extends Task, C extends Connection<T>>(
  builder: Builder,
  { name, node, description, fields }: ConnectionOptions<T, C>,
) {
  const edge = builder.objectRef<TaskEdge<T>>(`${name}Edge`).implement({
    description: 'A task and its place in the list.',
    fields: (t) => ({
      cursor: t.exposeString('cursor', { nullable: false, description: 'Its place: for `after` or `before`.' }),
      node: t.field({
        type: node,
        nullable: false,
        description: 'The task.',
        extensions: PURE,
        resolve: (edge) => edge.node as never,
      }),
    }),
  });
  return builder.objectRef<C>(`${name}Connection`).implement({
    description,
    fields: (t) => ({
      edges: t.field({
        type: [edge],
        nullable: { list: false, items: false },
        description: 'The page, each task with its cursor.',
        extensions: PURE,
        resolve: (connection) => connection.edges,
      }),
      nodes: t.field({
        type: [node],
        nullable: { list: false, items: false },
        description: 'The tasks of this page alone.',
        extensions: PURE,
        resolve: (connection) => connection.edges.map((edge) => edge.node) as never,
      }),
      pageInfo: t.field({
        type: 'PageInfo',
        nullable: false,
        description: 'Where the page stands in the list.',
        extensions: PURE,
        resolve: (connection) => connection.pageInfo,
      }),
      ...fields(t),
    }),
  });
}

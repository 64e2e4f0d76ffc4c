import type { PageCursors } from './page-cursors.ts';
import type { Task } from './task.ts';

/** A place in a list. */
export interface Place {
  readonly cursor: string;
}

/** A task and its place in a list. */
export interface TaskEdge<T extends Task = Task> extends Place {
  readonly node: T;
}

/**
 * The edges of a page, whose cursors are made when they are read.
 * @param indexes of the tasks' places, where the page has more of those than tasks.
 */
export function createEdges<T extends Task>(
  tasks: readonly T[],
  cursors: PageCursors,
  indexes: readonly number[] | null = null,
): readonly TaskEdge<T>[] {
  return tasks.map((task, index) => new Edge(task, cursors, indexes?.[index] ?? index));
}

class Edge<T extends Task> implements TaskEdge<T> {
  readonly node: T;
  readonly #cursors: PageCursors;
  readonly #index: number;

  constructor(node: T, cursors: PageCursors, index: number) {
    this.node = node;
    this.#cursors = cursors;
    this.#index = index;
  }

  get cursor(): string {
    return this.#cursors.at(this.#index);
  }
}

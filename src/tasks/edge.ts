import type { Task } from './task.ts';

/** A place in a list. */
export interface Place {
  readonly cursor: string;
}

/** A task and its place in a list. */
export interface TaskEdge<T extends Task = Task> extends Place {
  readonly node: T;
}

/** Makes the cursor of a task, or of the place in its page, from 0 on. */
type MakeCursor<T> = (node: T, index: number) => string;

/** An edge whose cursor is made when it is read: most callers read those of a page's ends alone. */
export function createEdge<T extends Task>(node: T, makeCursor: MakeCursor<T>, index = 0): TaskEdge<T> {
  return new Edge(node, makeCursor, index);
}

class Edge<T extends Task> implements TaskEdge<T> {
  readonly node: T;
  readonly #makeCursor: MakeCursor<T>;
  readonly #index: number;

  constructor(node: T, makeCursor: MakeCursor<T>, index: number) {
    this.node = node;
    this.#makeCursor = makeCursor;
    this.#index = index;
  }

  get cursor(): string {
    return this.#makeCursor(this.node, this.#index);
  }
}

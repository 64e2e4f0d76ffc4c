import type { Task } from './task.ts';

/** A task and its place in a list. */
export interface TaskEdge<T extends Task = Task> {
  readonly cursor: string;
  readonly node: T;
}

/** An edge whose cursor is made when it is read: most callers read those of a page's ends alone. */
export function createEdge<T extends Task>(node: T, makeCursor: (node: T) => string): TaskEdge<T> {
  return new Edge(node, makeCursor);
}

class Edge<T extends Task> implements TaskEdge<T> {
  readonly node: T;
  readonly #makeCursor: (node: T) => string;

  constructor(node: T, makeCursor: (node: T) => string) {
    this.node = node;
    this.#makeCursor = makeCursor;
  }

  get cursor(): string {
    return this.#makeCursor(this.node);
  }
}

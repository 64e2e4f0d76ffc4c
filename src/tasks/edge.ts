import type { Task } from './task.ts';

/** A place in a list. */
export interface Place {
  readonly cursor: string;
}

/** A task and its place in a list. */
export interface TaskEdge<T extends Task = Task> extends Place {
  readonly node: T;
}

/** The cursor of a task, and its index among those of its page. */
export type CursorOf<T extends Task> = (task: T, index: number) => string;

/** The edges of a page, whose cursors are made when they are read: most callers read those of its ends alone. */
export function createEdges<T extends Task>(tasks: readonly T[], cursorOf: CursorOf<T>): readonly TaskEdge<T>[] {
  return tasks.map((task, index) => new Edge(task, cursorOf, index));
}

class Edge<T extends Task> implements TaskEdge<T> {
  readonly node: T;
  readonly #cursorOf: CursorOf<T>;
  readonly #index: number;

  constructor(node: T, cursorOf: CursorOf<T>, index: number) {
    this.node = node;
    this.#cursorOf = cursorOf;
    this.#index = index;
  }

  get cursor(): string {
    return this.#cursorOf(this.node, this.#index);
  }
}

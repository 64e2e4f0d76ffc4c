import { cursorsOf, type TaskCursor } from '../../src/tasks/cursor.ts';

/** One cursor by itself. */
export function encodeCursor({ key, ...way }: TaskCursor): string {
  return cursorsOf(way)(key);
}

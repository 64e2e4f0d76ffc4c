import { createCursorEncoder, type TaskCursor } from '../../src/tasks/cursor.ts';

/** One cursor, as an answer's encoder makes it. */
export function encodeCursor({ key, ...way }: TaskCursor): string {
  return createCursorEncoder(() => way)(key);
}

import type { ReadingMemory } from '../tasks/reading-memory.ts';
import type { SourceInfo, TaskSource } from '../tasks/source.ts';

/** Pages of lists that one request may read: several times what a dashboard of all sources needs. */
export const MAX_PAGES = 100;

/** What resolvers get: made for each request, gone with it. */
export interface RequestContext {
  /** The configured sources, in order of name. */
  readonly sources: readonly SourceInfo[];
  /** The port of one of them for this request: made when first asked for, the same from then on. */
  readonly open: (source: SourceInfo) => TaskSource;
  /** Called for each page of a list before it is read. Throws OPERATION_TOO_LARGE past {@link MAX_PAGES}. */
  readonly takePage: () => void;
  /** When the request came, in epoch milliseconds: one instant for all that it asks. */
  readonly now: number;
  /** What the process keeps between requests. */
  readonly memory: ReadingMemory;
}

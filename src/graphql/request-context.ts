import type { ReadingMemory } from '../tasks/reading-memory.ts';
import type { SourceInfo, TaskSource } from '../tasks/source.ts';

/** What resolvers get: made for each request, gone with it. */
export interface RequestContext {
  /** The configured sources, in order of name. */
  readonly sources: readonly SourceInfo[];
  /** The port of one of them for this request: made when first asked for, the same from then on. */
  readonly open: (source: SourceInfo) => TaskSource;
  /** When the request came, in epoch milliseconds: one instant for all that it asks. */
  readonly now: number;
  /** What the process keeps between requests. */
  readonly memory: ReadingMemory;
}

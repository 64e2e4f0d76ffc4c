import type { ReadingMemory } from '../tasks/reading-memory.ts';
import type { TaskSource } from '../tasks/source.ts';

/** What resolvers get: made for each request, gone with it. */
export interface RequestContext {
  /** One port per configured source, in order of name. */
  readonly sources: readonly TaskSource[];
  /** When the request came, in epoch milliseconds: one instant for all that it asks. */
  readonly now: number;
  /** What the process keeps between requests. */
  readonly memory: ReadingMemory;
}

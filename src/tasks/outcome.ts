import type { UpstreamProblem } from '../errors.ts';
import type { RequestRecord } from '../http/exchange.ts';
import type { SourceInfo } from './source.ts';
import type { TaskStatus } from './status.ts';

export interface TaskStatusCount {
  readonly status: TaskStatus;
  readonly count: number;
}

/** How one source fared in one answer; the GraphQL type TaskSourceOutcome, member for member. */
export interface SourceOutcome {
  readonly source: SourceInfo;
  readonly state: 'COMPLETE' | 'PARTIAL' | 'FAILED';
  readonly missedEarlier: boolean;
  readonly problem: UpstreamProblem | null;
  readonly totalCount: number | null;
  readonly statusCounts: readonly TaskStatusCount[] | null;
  readonly scanned: number;
  readonly requests: readonly RequestRecord[];
  readonly pushedFilters: readonly string[];
  readonly appliedFilters: readonly string[];
}

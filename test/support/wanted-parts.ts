import type { WantedParts } from '../../src/tasks/page-request.ts';

/** A page with all that an answer may hold. */
export const ALL_PARTS: WantedParts = {
  edges: true,
  cursors: true,
  hasNextPage: true,
  hasPreviousPage: true,
  totalCount: true,
  statusCounts: true,
};

/** The same without what has to be counted. */
export const UNCOUNTED_PARTS: WantedParts = { ...ALL_PARTS, totalCount: false, statusCounts: false };

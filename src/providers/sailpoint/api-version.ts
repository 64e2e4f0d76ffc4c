import { z } from 'zod';
import type { Pushdown } from '../../tasks/pushdown.ts';
import { inListPath, LONGEST_FILTER } from './filter-text.ts';

/** What narrows the list of pending tasks upstream. */
export interface PendingFilter {
  /** Any of these launchers. */
  readonly launchers: readonly string[];
}

/** What sets one version of the API apart from another, as its OpenAPI files have it. */
export interface ApiVersion {
  /** The first segment of every path. */
  readonly name: 'beta' | 'v2024' | 'v2025' | 'v2026';
  /**
   * False: GET /task-status/pending-tasks, which takes no filter and no sorter and whose order is not documented.
   * True, from v2026 on, where that endpoint is gone: GET /task-status?filters=completionStatus isnull, sorted by `created`.
   */
  readonly sorts: boolean;
  /** Whether GET /task-status lists pending tasks too; completed ones alone before v2025. */
  readonly listsPendingById: boolean;
  readonly pushdown: Pushdown<PendingFilter>;
  /** What every request carries. */
  readonly headers: Readonly<Record<string, string>>;
}

const JSON_ONLY = { accept: 'application/json' };
const LEGACY = { sorts: false, pushdown: {}, headers: JSON_ONLY };

/** `launcher`: eq and in, from v2026 on. "Most comparisons are not case sensitive", so what comes back is a superset. */
const BY_LAUNCHER: Pushdown<PendingFilter> = {
  initiators: (values) => {
    const launchers = [...values].sort();
    const canBeSent = launchers.length > 0 && launchers.every((launcher) => launcher.isWellFormed());
    if (!canBeSent || inListPath('launcher', launchers).length > LONGEST_FILTER) return null;
    return { native: { launchers }, exact: false };
  },
};

const VERSIONS = {
  beta: { ...LEGACY, name: 'beta', listsPendingById: false },
  v2024: { ...LEGACY, name: 'v2024', listsPendingById: false },
  v2025: { ...LEGACY, name: 'v2025', listsPendingById: true },
  v2026: {
    name: 'v2026',
    sorts: true,
    listsPendingById: true,
    pushdown: BY_LAUNCHER,
    // Some of v2026's pages call the endpoint experimental and then ask for it; documented as harmless where it is not needed.
    headers: { ...JSON_ONLY, 'x-sailpoint-experimental': 'true' },
  },
} satisfies Record<ApiVersion['name'], ApiVersion>;

/** The configuration's `apiVersion`. */
export const apiVersionSetting = z
  .enum(['beta', 'v2024', 'v2025', 'v2026'])
  .transform((name): ApiVersion => VERSIONS[name]);

/** Retries are counted over so long. */
const WINDOW_MS = 10_000;
/** Retries that are always free, and the share of the requests that may be retried beyond them. */
const FREE_RETRIES = 10;
const SHARE = 0.2;

/** Bounds the retries of one source, so that a sick upstream is not beaten. */
export interface RetryBudget {
  /** A request was answered, or failed, at its first try. */
  note(): void;
  /** Takes a retry; false where none is left. */
  take(): boolean;
}

/** At most max(10, 20 % of the requests) retries in any 10 s. */
export function createRetryBudget(now: () => number = () => performance.now()): RetryBudget {
  const requests = createWindowCount(now);
  const retries = createWindowCount(now);
  return {
    note: requests.add,
    take() {
      if (retries.count() >= Math.max(FREE_RETRIES, SHARE * requests.count())) return false;
      retries.add();
      return true;
    },
  };
}

/** Counts what was added within the last window. */
function createWindowCount(now: () => number): { add(): void; count(): number } {
  let instants: number[] = [];
  let from = 0;
  const prune = (at: number): void => {
    const oldest = at - WINDOW_MS;
    while (from < instants.length && (instants[from] ?? 0) <= oldest) from += 1;
    if (from > 1000 && from > instants.length / 2) {
      instants = instants.slice(from);
      from = 0;
    }
  };
  return {
    add() {
      const at = now();
      prune(at);
      instants.push(at);
    },
    count() {
      prune(now());
      return instants.length - from;
    },
  };
}

import { existsSync, readdirSync, readFileSync } from 'node:fs';

/** Linux counts a process's time in hundredths of a second, whatever its kernel's clock is. */
const TICK_MS = 10;

/** User and system time so far of a process and of those that it started, as long as they run; NaN where there is no `/proc`. */
export function cpuMsOfTree(root: number): number {
  if (!existsSync('/proc/self/stat')) return Number.NaN;
  const processes = readdirSync('/proc', { withFileTypes: true })
    .filter(({ name }) => /^\d+$/.test(name))
    .flatMap(({ name }) => {
      const stat = statOf(name);
      return stat === null ? [] : [{ id: Number(name), ...stat }];
    });
  const msOf = (id: number): number => {
    const own = processes.find((one) => one.id === id)?.ms ?? Number.NaN;
    const started = processes.filter(({ parent }) => parent === id);
    return started.reduce((sum, one) => sum + msOf(one.id), own);
  };
  return msOf(root);
}

/** Null for a process that has ended meanwhile. */
function statOf(id: string): { readonly parent: number; readonly ms: number } | null {
  let text: string;
  try {
    text = readFileSync(`/proc/${id}/stat`, 'utf8');
  } catch {
    return null;
  }
  // The name, in parentheses, may hold anything; the state is the first field behind it.
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
  const [parent, user, system] = [fields[1], fields[11], fields[12]].map(Number);
  return { parent: parent ?? 0, ms: ((user ?? 0) + (system ?? 0)) * TICK_MS };
}

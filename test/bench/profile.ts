import type { Profiler } from 'node:inspector';

export interface SelfTime {
  readonly name: string;
  readonly percent: number;
}

/** Shares of the time in which the process did anything, by a name of each node; largest first. */
function sharesBy(
  { nodes, samples = [], timeDeltas = [] }: Profiler.Profile,
  nameOf: (node: Profiler.ProfileNode) => string,
): SelfTime[] {
  const names = new Map(nodes.map((node) => [node.id, nameOf(node)]));
  const spent = new Map<string, number>();
  for (const [index, id] of samples.entries()) {
    const name = names.get(id) ?? '';
    if (name === '(idle)' || name.includes('node:inspector')) continue;
    spent.set(name, (spent.get(name) ?? 0) + (timeDeltas[index] ?? 0));
  }
  const total = [...spent.values()].reduce((sum, time) => sum + time, 0);
  return [...spent]
    .map(([name, time]) => ({ name, percent: (time / total) * 100 }))
    .sort((a, b) => b.percent - a.percent);
}

/** The path within the project or its package. */
function placeOf(url: string): string {
  return url.replace(/^.*\/node_modules\//, '').replace(/^file:\/\/.*?\/(src|test)\//, '$1/');
}

/** By function. */
export function selfTimes(profile: Profiler.Profile): SelfTime[] {
  return sharesBy(profile, ({ callFrame: { functionName, url, lineNumber } }) =>
    url === '' ? functionName : `${functionName || '(anonymous)'} ${placeOf(url)}:${lineNumber + 1}`,
  );
}

/** By package, Node's own modules, or folder of the project. */
export function packageTimes(profile: Profiler.Profile): SelfTime[] {
  return sharesBy(profile, ({ callFrame: { functionName, url } }) => {
    if (url === '') return functionName.startsWith('(') ? functionName : 'V8 and Node, native';
    if (url.startsWith('node:')) return "Node's own modules";
    const [first = '', second = ''] = placeOf(url).split('/');
    return first.startsWith('@') || first === 'src' || first === 'test' ? `${first}/${second}` : first;
  });
}

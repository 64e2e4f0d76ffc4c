export type Path = readonly PropertyKey[];

/** As a person writes it: `sources[1].auth.password`; a key that is no plain word in quotes. */
export function formatPath(path: Path): string {
  let text = '';
  for (const step of path) {
    if (typeof step === 'number') text += `[${step}]`;
    else if (/^[A-Za-z_-][\w-]*$/.test(String(step))) text += text === '' ? String(step) : `.${String(step)}`;
    else text += `[${JSON.stringify(String(step))}]`;
  }
  return text;
}

/** What stands at a path; undefined for nothing. */
export function valueAt(tree: unknown, path: Path): unknown {
  return path.reduce<unknown>(
    (node, step) => (typeof node === 'object' && node !== null ? Reflect.get(node, step) : undefined),
    tree,
  );
}

/** A copy of the tree with another value at a path that exists. */
export function withValueAt(tree: unknown, [step, ...rest]: Path, value: unknown): unknown {
  if (step === undefined) return value;
  if (Array.isArray(tree)) return tree.map((item, index) => (index === step ? withValueAt(item, rest, value) : item));
  if (typeof tree !== 'object' || tree === null) return tree;
  return Object.fromEntries(
    Object.entries(tree).map(([key, member]) => [key, key === step ? withValueAt(member, rest, value) : member]),
  );
}

import { formatPath, type Path } from './path.ts';

export type Environment = Readonly<Record<string, string | undefined>>;

export interface Substitution {
  /** The tree with the environment's values in place; a text whose variable is not set stays as it was. */
  readonly tree: unknown;
  /** One for each variable that is not set and each reference that is malformed, by its path. */
  readonly faults: ReadonlyMap<string, string>;
  /** Paths of the texts that hold a value of the environment. */
  readonly substituted: ReadonlySet<string>;
}

/** `$${` stands for `${` itself; anything else that starts with `${` must be a reference. */
const REFERENCE = /\$\$\{|\$\{([A-Za-z_][A-Za-z0-9_]*)(?::-([^}]*))?\}|\$\{[^}]*\}?/g;

/**
 * Puts the environment into every text of a tree: `${NAME}` is the variable's value, `${NAME:-default}` the default where
 * it is not set or empty, as in a shell. Values are taken as they are: a reference within one is no reference. Keys stay.
 */
export function substituteEnvironment(tree: unknown, environment: Environment): Substitution {
  const faults = new Map<string, string>();
  const substituted = new Set<string>();

  const textOf = (text: string, path: string): string =>
    text.replaceAll(REFERENCE, (reference: string, name: string | undefined, fallback: string | undefined) => {
      if (reference === '$${') return '${';
      if (name === undefined) {
        faults.set(path, `a \${ in it begins neither \${NAME} nor \${NAME:-default}; write $\${ for \${ itself`);
        return reference;
      }
      substituted.add(path);
      const value = environment[name];
      if (fallback !== undefined) return value === undefined || value === '' ? fallback : value;
      if (value !== undefined) return value;
      faults.set(path, `environment variable ${name} is not set`);
      return reference;
    });

  const visit = (node: unknown, path: Path): unknown => {
    if (typeof node === 'string') return textOf(node, formatPath(path));
    if (Array.isArray(node)) return node.map((item, index) => visit(item, [...path, index]));
    if (typeof node !== 'object' || node === null) return node;
    return Object.fromEntries(Object.entries(node).map(([key, member]) => [key, visit(member, [...path, key])]));
  };

  return { tree: visit(tree, []), faults, substituted };
}

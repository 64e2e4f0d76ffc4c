/**
 * Turns what a field resolved to into its part of the answer, at once. Throws, whatever it may be, for all that is out of the
 * ordinary: an error among the values, a promise, null where there must be none, a value that does not fit its type.
 */
export type Complete = (value: unknown) => unknown;

/** Thrown where a value is out of the ordinary; nobody reads it, so it has no stack to pay for. */
const DEPARTURE: unknown = { departure: 'for the plain executor' };

/** Code that completes the value of a variable of that name. */
export type Expression = (variable: string) => string;

let built = 0;

/**
 * The code of one completion: functions that call one another, and the values that they are bound to. In one text, V8 puts one into
 * the other where it helps, and takes what they are bound to for constants.
 */
export class CompletionCode {
  /** The statement for a value out of the ordinary. */
  readonly depart: string;
  readonly #bound = new Map<unknown, string>();
  readonly #functions: string[] = [];

  constructor() {
    this.depart = `throw ${this.bind(DEPARTURE)};`;
  }

  /** The name of a value. */
  bind(value: unknown): string {
    const name = this.#bound.get(value) ?? `k${this.#bound.size}`;
    this.#bound.set(value, name);
    return name;
  }

  /**
   * Adds a function of `v`.
   * @param name a GraphQL name, for profiles to show.
   */
  add(name: string, ...statements: readonly string[]): Expression {
    const unique = `${name}_${this.#functions.length}`;
    this.#functions.push(`const ${unique} = (v) => { ${statements.join('\n')} };`);
    return (variable) => `${unique}(${variable})`;
  }

  build(expression: Expression): Complete {
    built += 1;
    const text = [
      // Of functions with the same text V8 keeps one record of what they meet: of two operations it would be too much to be fast.
      `// ${built}`,
      `const [${[...this.#bound.values()].join(', ')}] = bound;`,
      ...this.#functions,
      `return (v) => ${expression('v')};`,
    ].join('\n');
    return new Function('bound', text)([...this.#bound.keys()]);
  }
}

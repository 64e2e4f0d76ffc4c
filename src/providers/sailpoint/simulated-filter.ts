import { FILTER_KINDS, isPending, type SimulatedTask } from './simulated-task.ts';

/** A filter that the endpoint does not support, or that is no filter at all. */
export class UnsupportedFilter extends Error {
  override readonly name = 'UnsupportedFilter';
}

export interface FilterRules {
  /** `completionStatus isnull`: from v2025 on. */
  readonly hasIsNull: boolean;
  /** `launcher`: from v2026 on. */
  readonly hasLauncher: boolean;
}

export type TaskTest = (task: SimulatedTask, now: number) => boolean;

const TOKEN = /\s*(?:"((?:[^"\\]|\\.)*)"|([A-Za-z]+)|([(),]))/y;

type Token = { readonly text: string } | { readonly word: string } | { readonly mark: string };

/**
 * Reads the filters that task-status documents, and no more: `field eq "text"`, `field in ("a","b")`,
 * `completionStatus isnull`, any of them joined by `and`. Texts are compared without case.
 */
export function parseFilter(expression: string, rules: FilterRules): TaskTest {
  const tokens = tokensOf(expression);
  const tests: TaskTest[] = [readTest(tokens, rules)];
  while (tokens.length > 0) {
    expectWord(tokens, 'and');
    tests.push(readTest(tokens, rules));
  }
  return (task, now) => tests.every((test) => test(task, now));
}

function tokensOf(expression: string): Token[] {
  const tokens: Token[] = [];
  const end = expression.trimEnd().length;
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < end) {
    const at = TOKEN.lastIndex;
    const [, text, word, mark] = TOKEN.exec(expression) ?? [];
    if (text !== undefined) tokens.push({ text: text.replace(/\\(.)/g, '$1') });
    else if (word !== undefined) tokens.push({ word });
    else if (mark !== undefined) tokens.push({ mark });
    else throw new UnsupportedFilter(`Invalid filter near "${expression.slice(at, at + 20)}"`);
  }
  return tokens;
}

function readTest(tokens: Token[], rules: FilterRules): TaskTest {
  const field = takeWord(tokens);
  const operator = takeWord(tokens);
  if (operator === 'isnull' && field === 'completionStatus' && rules.hasIsNull) return isPending;
  const values = readValues(tokens, operator, field);
  if (field === 'type' && ![...values].every((kind) => FILTER_KINDS.has(kind.toUpperCase()))) {
    throw new UnsupportedFilter(`Error converting Enumerated string (type) value (${[...values].join(',')})`);
  }
  const read = readerOf(field, rules);
  return (task, now) => {
    const value = read(task, now);
    return value !== null && values.has(value.toLowerCase());
  };
}

function readerOf(field: string, { hasLauncher }: FilterRules): (task: SimulatedTask, now: number) => string | null {
  if (field === 'id') return ({ id }) => id;
  if (field === 'sourceId') return ({ target }) => (target?.type === 'APPLICATION' ? target.id : null);
  if (field === 'completionStatus') return (task, now) => (isPending(task, now) ? null : task.outcome);
  if (field === 'type') return ({ definition }) => definition.kind;
  if (field === 'launcher' && hasLauncher) return ({ launcher }) => launcher;
  throw new UnsupportedFilter(`Filtering by "${field}" is not supported`);
}

function readValues(tokens: Token[], operator: string, field: string): ReadonlySet<string> {
  if (operator === 'eq') return new Set([takeText(tokens).toLowerCase()]);
  if (operator !== 'in') throw new UnsupportedFilter(`Operator "${operator}" is not supported for "${field}"`);
  expectMark(tokens, '(');
  const values = new Set([takeText(tokens).toLowerCase()]);
  while (takeMark(tokens) === ',') values.add(takeText(tokens).toLowerCase());
  return values;
}

function takeWord(tokens: Token[]): string {
  const token = tokens.shift();
  if (token && 'word' in token) return token.word;
  throw new UnsupportedFilter('A field or an operator is missing');
}

function expectWord(tokens: Token[], expected: string): void {
  if (takeWord(tokens) !== expected) throw new UnsupportedFilter(`"${expected}" is missing`);
}

function takeText(tokens: Token[]): string {
  const token = tokens.shift();
  if (token && 'text' in token) return token.text;
  throw new UnsupportedFilter('A quoted value is missing');
}

/** `,` or `)`. */
function takeMark(tokens: Token[]): string {
  const token = tokens.shift();
  if (token && 'mark' in token && token.mark !== '(') return token.mark;
  throw new UnsupportedFilter('A list of values does not end');
}

function expectMark(tokens: Token[], expected: string): void {
  const token = tokens.shift();
  if (!token || !('mark' in token) || token.mark !== expected) throw new UnsupportedFilter(`"${expected}" is missing`);
}

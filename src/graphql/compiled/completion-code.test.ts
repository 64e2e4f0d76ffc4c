import { afterEach, expect, test, vi } from 'vitest';
import { CompletionCode } from './completion-code.ts';

afterEach(() => {
  vi.unstubAllGlobals();
});

test('functions call one another and what they are bound to', () => {
  const code = new CompletionCode();
  const double = code.bind((value: number) => 2 * value);
  const one = code.add('One', `if (v === 0) ${code.depart}`, `return ${double}(v);`);
  const list = code.add('list', `return v.map((a) => ${one('a')});`);
  const complete = code.build(list);
  expect(complete([1, 2])).toEqual([2, 4]);
  expect(() => complete([0])).toThrow();
});

test('a value has one name', () => {
  const code = new CompletionCode();
  expect([code.bind(1), code.bind(1)]).toEqual([code.bind(1), code.bind(1)]);
  expect(code.bind(2)).not.toBe(code.bind(1));
});

test('no two have the same text, by which V8 would take them for one', () => {
  const texts: string[] = [];
  const Real = Function;
  vi.stubGlobal('Function', function compile(...parts: string[]) {
    texts.push(parts.join('\n'));
    return Real(...parts);
  });
  const build = () => new CompletionCode().build((a) => a)('it');
  expect([build(), build()]).toEqual(['it', 'it']);
  expect(new Set(texts).size).toBe(2);
});

import { expect, it } from 'vitest';
import { Scope } from './leave.ts';

it('tells those who listen, once, with the first reason', () => {
  const scope = new Scope();
  const told: unknown[] = [];
  const gone = (): void => {
    told.push('gone');
  };
  scope.addEventListener('abort', () => told.push(scope.reason));
  scope.addEventListener('abort', gone);
  scope.removeEventListener('abort', gone);
  scope.throwIfAborted();
  scope.abort('first');
  scope.abort('second');
  expect([scope.aborted, scope.reason, told]).toEqual([true, 'first', ['first']]);
  expect(() => scope.throwIfAborted()).toThrow('first');
});

import { expect, test } from 'vitest';
import { PageCursors } from './page-cursors.ts';

function createPage(length: number) {
  const encoded: (readonly [from: number, to: number])[] = [];
  const cursors = new PageCursors(length, (from, to) => {
    encoded.push([from, to]);
    return Array.from({ length: to - from }, (_, index) => `cursor ${from + index}`);
  });
  return { cursors, encoded };
}

test('the ends of a page are made without what lies between them', () => {
  const { cursors, encoded } = createPage(5);
  expect([cursors.at(0), cursors.at(4)]).toEqual(['cursor 0', 'cursor 4']);
  expect(encoded).toEqual([
    [0, 1],
    [4, 5],
  ]);
});

test('any other is made with all of them, once', () => {
  const { cursors, encoded } = createPage(5);
  expect([2, 3, 1, 0, 4].map((index) => cursors.at(index))).toEqual([2, 3, 1, 0, 4].map((index) => `cursor ${index}`));
  expect(encoded).toEqual([[0, 5]]);
});

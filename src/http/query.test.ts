import { expect, test } from 'vitest';
import { queryOf } from './query.ts';

test('a query holds what is given, in that order, each value encoded', () => {
  expect(queryOf({ filters: 'id in ("a+b")', marker: undefined, limit: '5' })).toBe(
    'filters=id%20in%20(%22a%2Bb%22)&limit=5',
  );
  expect(queryOf({ name: '\ud800' })).toBe('name=%EF%BF%BD');
  expect(queryOf({ marker: undefined })).toBe('');
});

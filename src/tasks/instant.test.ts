import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { epochInstant, formatInstant, parseInstant } from './instant.ts';

describe('an ISO 8601 instant', () => {
  test('is the epoch milliseconds that it was written from', () => {
    fc.assert(
      fc.property(
        fc.date({ noInvalidDate: true, min: new Date('0000-01-01'), max: new Date('9999-12-31') }),
        (date) => {
          expect(parseInstant(date.toISOString())).toBe(date.getTime());
        },
      ),
    );
  });

  test.each([
    ['2020-06-03T11:54:29.6279999+00:00', '2020-06-03T11:54:29.627Z'],
    ['2020-06-03T13:54:29.6+02:00', '2020-06-03T11:54:29.600Z'],
    ['2020-06-03T13:54:29+0200', '2020-06-03T11:54:29.000Z'],
    ['2024-05-17 19:33:16.470000+00:00', '2024-05-17T19:33:16.470Z'],
    ['2020-06-03T11:54:29', '2020-06-03T11:54:29.000Z'],
    ['2020-06-03T11:54:29Z', '2020-06-03T11:54:29.000Z'],
    ['2020-06-03T11:54:29.07Z', '2020-06-03T11:54:29.070Z'],
    ['2020-06-03t11:54:29.5z', '2020-06-03T11:54:29.500Z'],
    ['2020-06-03t13:54:29+02:00', '2020-06-03T11:54:29.000Z'],
    ['2020-06-03T24:00:00Z', '2020-06-04T00:00:00.000Z'],
    ['2024-02-29T23:59:59.999999999Z', '2024-02-29T23:59:59.999Z'],
  ])('%s is read, and cut to the millisecond', (text, instant) => {
    expect(parseInstant(text)).toBe(Date.parse(instant));
  });

  test.each([
    '',
    'string',
    '2020-06-03',
    '2023-02-29T00:00:00Z',
    '2020-13-01T00:00:00Z',
    '2020-06-03T25:00:00Z',
    '1591185269',
    '2020-06-03T11:54:60Z',
    '2020-06-03T11:60:00Z',
    '2020-06-03T11:54:29.Z',
    '2020-06-03T11:54:2xZ',
    '2020-06-31T11:54:29Z',
  ])('%j is none', (text) => {
    expect(parseInstant(text)).toBeNull();
  });
});

test.each([
  [1745311451000, 1745311451000],
  [1745311451000.9, 1745311451000],
  [-1.5, -1],
  [Number.NaN, null],
  [Number.POSITIVE_INFINITY, null],
  [9e15, null],
])('the epoch value %d is the instant %s', (value, instant) => {
  expect(epochInstant(value)).toBe(instant);
});

test('an instant is written as Date writes it', () => {
  fc.assert(
    fc.property(fc.date({ noInvalidDate: true }), (date) => {
      expect(formatInstant(date.getTime())).toBe(date.toISOString());
    }),
  );
  expect(() => formatInstant(Number.NaN)).toThrow(RangeError);
});

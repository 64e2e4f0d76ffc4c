import { expect, it } from 'vitest';
import { createLogger } from './logger.ts';

it('tells of an error what it says itself, through its causes, and nothing that a library hung on it', () => {
  const lines: string[] = [];
  const logger = createLogger('info', { write: (line) => lines.push(line) });
  const cause = Object.assign(new Error('inner'), { code: 'ECONNRESET', headers: { authorization: 'Bearer hunter2' } });
  const error = Object.assign(new TypeError('outer', { cause }), { request: { body: 'hunter2' } });
  logger.error({ err: error }, 'failed');
  expect(JSON.parse(lines.join(''))).toEqual({
    level: 50,
    time: expect.stringMatching(/^\d{4}-.*Z$/),
    msg: 'failed',
    err: {
      type: 'TypeError',
      message: 'outer',
      stack: expect.stringContaining('logger.test.ts'),
      cause: { type: 'Error', message: 'inner', code: 'ECONNRESET', stack: expect.any(String) },
    },
  });
});

it('ends where causes go round', () => {
  const lines: string[] = [];
  const error = new Error('round');
  error.cause = error;
  createLogger('info', { write: (line) => lines.push(line) }).error({ err: error });
  expect(lines.join('').match(/"message":"round"/g)).toHaveLength(6);
});

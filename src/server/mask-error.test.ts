import { GraphQLError } from 'graphql';
import { describe, expect, it } from 'vitest';
import { createLogger } from '../telemetry/logger.ts';
import { createMaskError } from './mask-error.ts';

function masking() {
  const logged: { level: number }[] = [];
  return { logged, mask: createMaskError(createLogger('info', { write: (line) => logged.push(JSON.parse(line)) })) };
}

describe('masking', () => {
  it('takes a request that was aborted for no fault of this program', () => {
    const { mask, logged } = masking();
    const located = new GraphQLError('aborted', {
      originalError: new DOMException('aborted', 'AbortError'),
      path: ['tasks'],
    });
    expect(mask(located, 'masked')).toMatchObject({ message: 'masked', path: ['tasks'] });
    expect(logged).toEqual([]);
  });

  it('believes no code but that of an error made for clients', () => {
    const { mask, logged } = masking();
    const foreign = Object.assign(new Error('secret'), { extensions: { code: 'LOOKS_GOOD', token: 'secret' } });
    const masked = mask(new GraphQLError('secret', { originalError: foreign, path: ['tasks'] }), 'masked');
    expect(JSON.stringify(masked)).toBe(
      '{"message":"masked","path":["tasks"],"extensions":{"code":"INTERNAL_SERVER_ERROR"}}',
    );
    expect(logged).toHaveLength(1);
  });

  it.each([['text'], [undefined], [{ secret: 'secret' }]])('masks what is no error: %j', (thrown) => {
    const { mask, logged } = masking();
    expect(mask(thrown, 'masked').message).toBe('masked');
    expect(JSON.stringify(logged)).not.toContain('secret');
    expect(logged).toHaveLength(1);
  });
});

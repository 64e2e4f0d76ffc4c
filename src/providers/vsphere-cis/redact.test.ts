import { describe, expect, test } from 'vitest';
import { redact } from './redact.ts';

describe('a redacted record', () => {
  test('has no stack trace, under whatever name and at whatever depth', () => {
    const record = {
      status: 'FAILED',
      error: {
        error_type: 'ERROR',
        messages: [{ id: 'm', default_message: 'It broke.', args: [] }],
        stackTrace: ['com.vmware.Foo'],
        data: { stack_trace: 'x', debug: { pid: 1 }, debugMessage: 'x', hosts: [{ StackTrace: 'x', name: 'esx-1' }] },
      },
    };
    expect(redact(record)).toEqual({
      status: 'FAILED',
      error: {
        error_type: 'ERROR',
        messages: [{ id: 'm', default_message: 'It broke.', args: [] }],
        data: { hosts: [{ name: 'esx-1' }] },
      },
    });
  });

  test.each([
    ['It broke.\n\tat com.vmware.Foo.bar(Foo.java:12)\n\tat com.vmware.Main.main(Main.java:1)', 'It broke.'],
    ['It broke.\nTraceback (most recent call last):\n  File "/usr/lib/x.py", line 1', 'It broke.'],
    ['Look\nat the host (again)', 'Look\nat the host (again)'],
  ])('has texts cut where a stack trace begins: %j', (text, shown) => {
    expect(redact({ error: text })).toEqual({ error: shown });
  });

  test('has no secret of its operation', () => {
    const result = { user: 'root', password: 'x', vcPassword: 'x', private_key: 'x', spec: { secret: 'x', tokens: 3 } };
    expect(redact({ result })).toEqual({ result: { user: 'root', spec: { tokens: 3 } } });
  });

  test('is otherwise as received, nulls and numbers too', () => {
    const record = { parent: null, progress: { total: 0 }, cancelable: false, tags: ['a', 1, null] };
    expect(redact(record)).toEqual(record);
  });
});

import { expect, test } from 'vitest';
import { withoutStackTrace } from './stack-trace.ts';

test.each([
  ['boom\n at com.huawei.X(X.java:3)', 'boom'],
  ['boom\n\tat com.vmware.vcIntegrity.Remediate.run(R.java:1)\n\tat java.lang.Thread.run(Unknown Source)', 'boom'],
  ['boom at sailpoint.task.Executor.run(Executor.java:42)', 'boom'],
  ['boom\r\n   at System.Foo() in /src/x.cs:line 4', 'boom'],
  ['boom\n   at VMware.Srs.Pod`1.<Start>d__4.MoveNext()', 'boom'],
  ['boom\nTraceback (most recent call last):\n  File "x.py", line 1', 'boom'],
  ['Arrived at the station (late)', 'Arrived at the station (late)'],
  ['two\nlines at rest', 'two\nlines at rest'],
])('%j is shown as %j', (text, shown) => {
  expect(withoutStackTrace(text)).toBe(shown);
});

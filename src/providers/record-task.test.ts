import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ESCAPED_NAME } from '../../test/support/escaped-name.ts';
import { plainTask } from '../../test/support/plain-task.ts';
import { parseLazily } from '../json/lazy-records.ts';
import { decodeGlobalId } from '../tasks/global-id.ts';
import type { SourceInfo } from '../tasks/source.ts';
import type { Task } from '../tasks/task.ts';
import { readTasks as readCsms } from './huawei-csms/task.ts';
import { readTasks as readHss } from './huawei-hss/task.ts';
import type { ReadRecords } from './read-records.ts';
import { readTasks as readSailPoint } from './sailpoint/task.ts';
import { taskPlan } from './sailpoint/wire.ts';
import { readTasks as readSrs } from './vmware-srs/task.ts';
import { readTasks as readVsphere } from './vsphere-cis/task.ts';
import { infoPlan } from './vsphere-cis/wire.ts';

const source = { name: 'source', provider: 'SAILPOINT' } as SourceInfo;

const instant = '2026-11-22T01:02:03.456Z';
const value = fc.oneof(
  fc.constantFrom<unknown>(
    null,
    '',
    'ready',
    'finished',
    'a',
    instant,
    '2026-02-31T00:00:00Z',
    0,
    1.5,
    -1,
    9e15,
    1e12,
    true,
  ),
  fc.constantFrom<unknown>([], {}, { start_time: 7 }, 'x'.repeat(300), '\u0000'.repeat(60)),
  fc.anything(),
);

/** Records with these members, some of them as they should be, some anything; and what is no record. */
function records(members: Readonly<Record<string, unknown>>): fc.Arbitrary<unknown> {
  const member = Object.entries(members).map(([name, usual]) => [
    name,
    fc.option(fc.oneof({ weight: 3, arbitrary: fc.constant(usual) }, value), { nil: undefined, freq: 8 }),
  ]);
  return fc.oneof({ weight: 9, arbitrary: fc.record(Object.fromEntries(member), { requiredKeys: [] }) }, value);
}

interface Kind {
  readonly record: fc.Arbitrary<unknown>;
  readonly read: (list: readonly unknown[]) => ReadRecords<Task>;
}

const job = records({ task_id: 'a', task_name: 'n', task_status: 'ready', start_time: 1e12, cluster_scan_info: {} });
const info = records({ start_time: instant, status: 'FAILED', error: {}, target: {}, progress: {}, description: {} });

const sailpoint: Kind = {
  record: records({ id: 'a', created: instant, messages: [{}], target: {}, completionStatus: 'ERROR' }),
  read: (list) => readSailPoint(list, source),
};
const vsphere: Kind = {
  record: fc.record({ id: fc.oneof(fc.constant('a'), value), info }),
  read: (list) => readVsphere(list as Parameters<typeof readVsphere>[0], source),
};

const kinds: Readonly<Record<string, Kind>> = {
  'huawei-csms': {
    record: records({ task_id: 'a', task_time: 1e12, task_status: 'FAILED', task_error_msg: 'no' }),
    read: (list) => readCsms(list, source),
  },
  'huawei-hss': { record: job, read: (list) => readHss(list, source, 'cluster_scan') },
  sailpoint,
  'vmware-srs': {
    record: records({ id: 'a', creation_time: instant, error_details: {} }),
    read: (list) => readSrs(list, source),
  },
  'vsphere-cis': vsphere,
};

describe('a task that is read from its record', () => {
  test.each(Object.entries(kinds))('of %s tells each of its members, whatever the record holds', (_name, of) => {
    let readable = 0;
    fc.assert(
      fc.property(fc.array(of.record, { maxLength: 5 }), (list) => {
        const { rows, unreadable } = of.read(list);
        expect(rows).toHaveLength(list.length);
        expect(rows.filter((row) => row === null)).toHaveLength(unreadable.length);
        for (const row of rows) {
          if (row === null) continue;
          readable += 1;
          const told = plainTask(row);
          expect(Object.values(told)).not.toContain(undefined);
          expect([typeof told['title'], typeof told['status']]).toEqual(['string', 'string']);
        }
      }),
      { numRuns: 1000 },
    );
    expect(readable).toBeGreaterThan(100);
  });

  test.each([
    ['sailpoint', taskPlan, (parsed: unknown) => Object.values(parsed as object)],
    [
      'vsphere-cis',
      infoPlan,
      (parsed: unknown) => Object.entries(parsed as object).map(([id, info]) => ({ id, info })),
    ],
  ] as const)('of %s tells the same of a lazy record', (name, lazy, listOf) => {
    const { record, read } = { sailpoint, 'vsphere-cis': { record: info, read: vsphere.read } }[name];
    let readable = 0;
    fc.assert(
      fc.property(fc.array(record, { maxLength: 5 }), (records) => {
        const text = JSON.stringify(records);
        fc.pre(!ESCAPED_NAME.test(text));
        const [whole, parts] = [JSON.parse(text), parseLazily(Buffer.from(text), lazy)].map((parsed) => {
          const { rows, unreadable } = read(listOf(parsed));
          return { rows: rows.map((row) => row && plainTask(row)), unreadable };
        });
        readable += whole?.rows.filter((row) => row !== null).length ?? 0;
        expect(parts).toEqual(whole);
      }),
      { numRuns: 1000 },
    );
    expect(readable).toBeGreaterThan(100);
  });

  test.each(Object.entries(kinds))('of %s has the id on a page that it has by itself', (_name, of) => {
    fc.assert(
      fc.property(fc.array(of.record, { maxLength: 5 }), (list) => {
        const [alone, paged] = [of.read(list), of.read(list)].map(({ rows }) => rows.filter((row) => row !== null));
        for (const task of paged ?? []) task.joinPage?.(paged ?? []);
        const ids = paged?.map(({ id }) => id);
        expect(ids).toEqual(alone?.map(({ id }) => id));
        expect(ids?.map((id) => decodeGlobalId(id)?.sourceName)).toEqual(paged?.map(() => source.name));
      }),
    );
  });

  test('of sailpoint is read without a nested member that is no JSON', () => {
    const body =
      '[{"id":"a","completionStatus":"ERROR","messages":[{"type":NaN}],"returns":[{"name":"n"}]},{"id":"b"}]';
    const [broken, other] = readSailPoint(parseLazily(Buffer.from(body), taskPlan) as readonly unknown[], source).rows;
    expect(broken).toMatchObject({ nativeId: 'a', status: 'FAILED', messages: [], failure: null });
    expect(broken?.returns).toEqual([{ name: 'n', attributeName: null }]);
    expect(broken?.record).toBeUndefined();
    expect(other?.record).toEqual({ id: 'b' });
  });

  test('of vsphere-cis is read without a nested member that is no JSON', () => {
    const body = '{"a":{"status":"FAILED","error":{"error_type":NaN},"target":{"id":"1"}}}';
    const infos = parseLazily(Buffer.from(body), infoPlan) as object;
    const [broken] = readVsphere(
      Object.entries(infos).map(([id, info]) => ({ id, info })),
      source,
    ).rows;
    expect(broken).toMatchObject({ status: 'FAILED', failure: null, target: { nativeId: '1' } });
    expect(broken?.record).toBeUndefined();
  });
});

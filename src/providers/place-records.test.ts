import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { SourceInfo } from '../tasks/source.ts';
import type { Task } from '../tasks/task.ts';
import { recordReader as csmsReader } from './huawei-csms/task.ts';
import { recordReader as hssReader } from './huawei-hss/task.ts';
import { type PlacedRecords, placeRecords, type RecordReader } from './place-records.ts';
import { type ReadRecords, readRecords } from './read-records.ts';
import { recordReader as sailPointReader } from './sailpoint/task.ts';
import { recordReader as srsReader } from './vmware-srs/task.ts';
import { entryReader } from './vsphere-cis/task.ts';

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
  readonly read: (list: readonly unknown[]) => {
    readonly whole: ReadRecords<Task>;
    readonly placed: PlacedRecords<Task>;
  };
}

const kind = <Wire, Key, T extends Task>(reader: RecordReader<Wire, Key, T>, record: fc.Arbitrary<unknown>): Kind => ({
  record,
  read: (list) => ({
    whole: readRecords(list, reader.schema, reader.toTask),
    placed: placeRecords(list, source, reader),
  }),
});

const job = records({ task_id: 'a', task_name: 'n', task_status: 'ready', start_time: 1e12, cluster_scan_info: {} });
const info = records({ start_time: instant, status: 'FAILED', error: {}, target: {}, progress: {}, description: {} });

const kinds: Readonly<Record<string, Kind>> = {
  'huawei-csms': kind(csmsReader(source), records({ task_id: 'a', task_time: 1e12, task_status: 'FAILED' })),
  'huawei-hss': kind(hssReader(source, 'cluster_scan'), job),
  sailpoint: kind(sailPointReader(source), records({ id: 'a', created: instant, messages: [{}], target: {} })),
  'vmware-srs': kind(srsReader(source), records({ id: 'a', creation_time: instant, error_details: {} })),
  'vsphere-cis': kind(entryReader(source), fc.record({ id: fc.oneof(fc.constant('a'), value), info })),
};

describe('a record whose task is not made yet', () => {
  test.each(Object.entries(kinds))('of %s is read, or not, for the same reasons and at the same place', (_name, of) => {
    let readable = 0;
    fc.assert(
      fc.property(fc.array(of.record, { maxLength: 5 }), (list) => {
        const { whole, placed } = of.read(list);
        const places = placed.rows.map((row) => row && { orderedAt: row.orderedAt, nativeId: row.nativeId });
        expect(places).toEqual(whole.rows.map((row) => row && { orderedAt: row.orderedAt, nativeId: row.nativeId }));
        expect(placed.unreadable).toEqual(whole.unreadable);
        expect(placed.rows.map((row) => row?.task ?? null)).toEqual(whole.rows);
        readable += whole.rows.length - whole.unreadable.length;
      }),
      { numRuns: 1000 },
    );
    expect(readable).toBeGreaterThan(100);
  });

  test('is made once', () => {
    const [row] = placeRecords([{ id: 'a' }], source, srsReader(source)).rows;
    expect(row?.task).toBe(row?.task);
  });
});

import { describe, expect, test } from 'vitest';
import { plainTask } from '../../../test/support/plain-task.ts';
import type { SourceInfo } from '../../tasks/source.ts';
import { redact } from './redact.ts';
import { readTasks, type SailPointTask } from './task.ts';

// Mapping reads these two members of a source alone.
const source = { name: 'idn', provider: 'SAILPOINT' } as SourceInfo;

function read(...records: unknown[]): { rows: readonly (SailPointTask | null)[]; unreadable: readonly string[] } {
  return readTasks(records, source);
}

const PENDING = {
  id: '00eebcf881994e419d72e757fd30dc0e',
  type: 'QUARTZ',
  uniqueName: 'Cloud Account Aggregation: Workday',
  description: 'Aggregates accounts.',
  parentName: 'Cloud Account Aggregation',
  launcher: 'sweep',
  target: { id: 'c6dc37bf508149b28ce5b7d90ca4bbf9', type: 'APPLICATION', name: 'Workday [source]' },
  created: '2026-11-21T21:23:15.001Z',
  modified: '2026-11-21T21:25:00.000Z',
  launched: '2026-11-21T21:24:15.000Z',
  completed: null,
  completionStatus: null,
  messages: [],
  returns: [{ name: 'Accounts', attributeName: 'accountCount' }],
  attributes: { accountCount: 7 },
  progress: 'Processed 7 of 20',
  percentComplete: 35,
  taskDefinitionSummary: {
    id: '2c91808475b4334b0175e1dff64b63c5',
    uniqueName: 'Cloud Account Aggregation',
    description: null,
    parentName: 'Cloud Account Aggregation',
    executor: null,
    arguments: { serviceMethod: 'accountAggregationTask' },
  },
};

describe('a TaskStatus as a task', () => {
  test('serves every member of the record', () => {
    const [task] = read(PENDING).rows;
    expect(task && { ...plainTask(task), id: null, source: null, record: null }).toMatchInlineSnapshot(`
      {
        "attributes": {
          "accountCount": 7,
        },
        "createdAt": 1795296195001,
        "definition": {
          "arguments": {
            "serviceMethod": "accountAggregationTask",
          },
          "description": null,
          "executor": null,
          "nativeId": "2c91808475b4334b0175e1dff64b63c5",
          "parentName": "Cloud Account Aggregation",
          "uniqueName": "Cloud Account Aggregation",
        },
        "description": "Aggregates accounts.",
        "endedAt": null,
        "failure": null,
        "id": null,
        "initiator": "sweep",
        "launcher": "sweep",
        "messages": [],
        "modifiedAt": 1795296300000,
        "name": "Cloud Account Aggregation: Workday",
        "nativeId": "00eebcf881994e419d72e757fd30dc0e",
        "nativeStatus": null,
        "orderedAt": 1795296195001,
        "parentName": "Cloud Account Aggregation",
        "progress": {
          "completed": null,
          "message": "Processed 7 of 20",
          "percent": 35,
          "total": null,
        },
        "provider": "SAILPOINT",
        "record": null,
        "returns": [
          {
            "attributeName": "accountCount",
            "name": "Accounts",
          },
        ],
        "source": null,
        "startedAt": 1795296255000,
        "status": "RUNNING",
        "target": {
          "name": "Workday [source]",
          "nativeId": "c6dc37bf508149b28ce5b7d90ca4bbf9",
          "type": "APPLICATION",
        },
        "title": "Cloud Account Aggregation: Workday",
        "type": "QUARTZ",
        "typename": "SailPointTask",
        "uniqueName": "Cloud Account Aggregation: Workday",
      }
    `);
  });

  test.each([
    [null, null, 'QUEUED'],
    [null, '2026-11-21T21:24:15.000Z', 'RUNNING'],
    ['SUCCESS', null, 'SUCCEEDED'],
    ['Success', null, 'SUCCEEDED'],
    ['WARNING', null, 'WARNING'],
    ['ERROR', null, 'FAILED'],
    ['TEMPERROR', null, 'FAILED'],
    ['TERMINATED', null, 'CANCELLED'],
    ['PAUSED', null, 'UNKNOWN'],
  ])('of completionStatus %s, launched %s, is %s and keeps the word', (completionStatus, launched, status) => {
    const { rows } = read({ ...PENDING, completionStatus, launched });
    expect(rows[0]).toMatchObject({ status, nativeStatus: completionStatus });
  });

  test('has ended only once it has a completionStatus', () => {
    const completed = '2026-11-21T22:00:00.999Z';
    const { rows } = read({ ...PENDING, completed }, { ...PENDING, completed, completionStatus: 'SUCCESS' });
    expect(rows.map((row) => row?.endedAt)).toEqual([null, Date.parse(completed)]);
  });

  test('without an id, or with a created that is no instant, costs that record alone', () => {
    const { rows, unreadable } = read(
      { ...PENDING, id: undefined },
      { ...PENDING, id: '' },
      { ...PENDING, id: 'b', created: 'yesterday' },
      { ...PENDING, id: 'c', created: 7 },
      'no object',
      { ...PENDING, id: 'd', created: null },
    );
    expect(rows.map((row) => row?.nativeId ?? null)).toEqual([null, null, null, null, null, 'd']);
    expect(rows[5]?.orderedAt).toBeNull();
    expect(unreadable).toEqual([
      "a record's id is missing or malformed",
      "a record's id is missing or malformed",
      'created of task b is no instant',
      "a record's created is missing or malformed",
      'a record is no object',
    ]);
  });

  test('reads any other bad member as null, and a bad item of a list as not there', () => {
    const { rows, unreadable } = read({
      id: 'e',
      type: 1,
      uniqueName: null,
      description: '',
      launched: 'soon',
      completed: 'later',
      completionStatus: 'SUCCESS',
      target: 'Workday',
      percentComplete: 101,
      progress: 5,
      messages: [7, { type: 'INFO', key: 'k', localizedText: null, parameters: 'p' }],
      returns: { name: 'x' },
      attributes: [1],
      taskDefinitionSummary: { uniqueName: 'no id' },
    });
    expect(unreadable).toEqual([]);
    expect(rows[0]).toMatchObject({
      type: '',
      name: null,
      title: 'Task e',
      startedAt: null,
      endedAt: null,
      target: null,
      progress: null,
      messages: [{ type: 'INFO', key: 'k', locale: null, text: null, parameters: null }],
      returns: [],
      attributes: null,
      definition: null,
    });
  });

  test('is titled by its name, else its description, else its id', () => {
    const { rows } = read(PENDING, { ...PENDING, uniqueName: '' }, { id: 'f' });
    expect(rows.map((row) => row?.title)).toEqual([PENDING.uniqueName, PENDING.description, 'Task f']);
  });

  test('shows the first ERROR message as the reason of its failure, and of a failure alone', () => {
    const messages = [
      { type: 'WARN', key: 'w', localizedText: { locale: 'en', message: 'slow' }, parameters: [] },
      {
        type: 'ERROR',
        key: 'e1',
        localizedText: { locale: 'en', message: 'no route\n\tat com.acme.Agg.run(Agg.java:7)\n\tat x.Y(Z.java:1)' },
        parameters: [],
      },
      { type: 'ERROR', key: 'e2', localizedText: null, parameters: null },
    ];
    const { rows } = read(
      { ...PENDING, messages, completionStatus: 'ERROR' },
      { ...PENDING, messages, completionStatus: 'WARNING' },
      { ...PENDING, completionStatus: 'ERROR' },
    );
    expect(rows.map((row) => row?.failure)).toEqual([{ code: 'e1', message: 'no route' }, null, null]);
  });
});

describe('what is served as raw', () => {
  test('leaves out members named after a secret or a stack trace, at any depth, and frames in texts', () => {
    const record = {
      ...PENDING,
      attributes: {
        identityCount: 3,
        client_secret: 'a',
        nested: [{ adminPassword: 'b', accessToken: 'c', kept: 'd' }],
        'Stack-Trace': 'e',
        note: 'failed at com.acme.Agg.run(Agg.java:7)',
      },
    };
    expect(redact(record)).toEqual({
      ...PENDING,
      attributes: { identityCount: 3, nested: [{ kept: 'd' }], note: 'failed' },
    });
  });

  test('is otherwise the record as received', () => {
    expect(redact(PENDING)).toEqual(PENDING);
  });
});

import type { UpstreamErrorCode } from '../errors.ts';
import type { RequestRecord } from '../http/exchange.ts';
import type { TaskStatusCount } from '../tasks/outcome.ts';
import type { Builder } from './builder.ts';
import type { TaskEnums } from './task.ts';

const ERROR_CODES = {
  UNAUTHENTICATED: { description: 'The credentials were refused, also after a fresh sign-in.' },
  FORBIDDEN: { description: 'The credentials do not suffice.' },
  NOT_FOUND: { description: 'The upstream knows no such thing.' },
  INVALID_ARGUMENT: { description: 'The upstream refused a parameter.' },
  TOO_MANY_RESULTS: {
    description: 'More matches than the upstream will list, however the request is split, or more than the scan limit.',
  },
  RATE_LIMITED: { description: 'More requests than the upstream, or the configuration, allows.' },
  TIMEOUT: { description: 'No answer in time.' },
  UNAVAILABLE: { description: 'Unreachable, 5xx, or its circuit is open.' },
  INVALID_RESPONSE: { description: 'The answer was not what the API documents: not JSON, cut short, wrong shape.' },
} satisfies Record<UpstreamErrorCode, object>;

const STATES = {
  COMPLETE: { description: 'Everything that the answer needed from it is in.' },
  PARTIAL: { description: 'Part of it could not be read; `problem` says which and why.' },
  FAILED: { description: 'Nothing of it is in; `problem` says why.' },
};

/** The types that other parts of the schema use too. */
export type OutcomeTypes = ReturnType<typeof addOutcomes>;

/** Adds TaskSourceOutcome with all that it is made of. */
export function addOutcomes(builder: Builder, enums: TaskEnums) {
  const code = builder.enumType('UpstreamErrorCode', {
    description: 'Ways in which an upstream fails.',
    values: ERROR_CODES,
  });
  const state = builder.enumType('TaskSourceState', {
    description: 'How much of a source is in an answer.',
    values: STATES,
  });

  builder.objectType('UpstreamProblem', {
    description: 'What went wrong at an upstream.',
    fields: (t) => ({
      code: t.expose('code', { type: code, nullable: false, description: 'The kind of failure.' }),
      message: t.exposeString('message', {
        nullable: false,
        description: 'Fit to show to a person: no stack trace, no secret.',
      }),
      retryable: t.exposeBoolean('retryable', {
        nullable: false,
        description: 'Whether the same request may succeed later.',
      }),
      retryAfterMs: t.exposeInt('retryAfterMs', {
        nullable: true,
        description: 'Milliseconds that the upstream asks to wait.',
      }),
      httpStatus: t.exposeInt('httpStatus', { nullable: true, description: 'Null where no answer came.' }),
      upstreamCode: t.exposeString('upstreamCode', {
        nullable: true,
        description: "The upstream's own error code or type.",
      }),
      requestId: t.exposeString('requestId', {
        nullable: true,
        description: "The upstream's tracking id for the failed request.",
      }),
    }),
  });

  const request = builder.objectRef<RequestRecord>('UpstreamRequest').implement({
    description: 'One request to an upstream, as sent: what EXPLAIN is to a database.',
    fields: (t) => ({
      method: t.exposeString('method', { nullable: false, description: 'The HTTP method.' }),
      path: t.exposeString('path', { nullable: false, description: 'Path and query, no host, no secret.' }),
      status: t.exposeInt('status', { nullable: true, description: 'Null where no answer came.' }),
      durationMs: t.exposeFloat('durationMs', {
        nullable: false,
        description: 'From its start to the last byte, tries and waits included.',
      }),
      attempts: t.exposeInt('attempts', {
        nullable: false,
        description: '1 where the first try was answered for good.',
      }),
      cached: t.exposeBoolean('cached', {
        nullable: false,
        description: 'True where the answer was shared with another caller or taken from a cache.',
      }),
    }),
  });

  const statusCount = builder.objectRef<TaskStatusCount>('TaskStatusCount').implement({
    description: 'How many tasks have one status.',
    fields: (t) => ({
      status: t.expose('status', { type: enums.status, nullable: false, description: 'The status.' }),
      count: t.exposeInt('count', { nullable: false, description: 'Tasks that have it.' }),
    }),
  });

  builder.objectType('TaskSourceOutcome', {
    description: 'How one source fared in one answer.',
    fields: (t) => ({
      source: t.expose('source', { type: 'TaskSource', nullable: false, description: 'The source.' }),
      state: t.expose('state', { type: state, nullable: false, description: 'How much of it is in.' }),
      missedEarlier: t.exposeBoolean('missedEarlier', {
        nullable: false,
        description:
          'It failed on an earlier page of this reading: tasks of it that belong before this page are missing.',
      }),
      problem: t.expose('problem', {
        type: 'UpstreamProblem',
        nullable: true,
        description: 'Why it is not COMPLETE; null where it is.',
      }),
      totalCount: t.exposeInt('totalCount', {
        nullable: true,
        description: 'Matches in all, where the upstream or a full scan tells; asked only when selected.',
      }),
      statusCounts: t.expose('statusCounts', {
        type: [statusCount],
        nullable: { list: true, items: false },
        description: 'Matches by status, where the upstream or a full scan tells; asked only when selected.',
      }),
      scanned: t.exposeInt('scanned', {
        nullable: false,
        description: 'Records read from the upstream for this answer.',
      }),
      requests: t.expose('requests', {
        type: [request],
        nullable: { list: true, items: false },
        description: 'In the order in which they ended. Null where the viewer may not see them.',
      }),
      pushedFilters: t.expose('pushedFilters', {
        type: ['String'],
        nullable: { list: false, items: false },
        description: 'Members of the filter that were sent upstream.',
      }),
      appliedFilters: t.expose('appliedFilters', {
        type: ['String'],
        nullable: { list: false, items: false },
        description: 'Members of the filter that were applied here; a superset sent upstream stands in both.',
      }),
    }),
  });

  return { statusCount };
}

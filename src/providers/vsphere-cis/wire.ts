import { z } from 'zod';
import { lazyPlan, wholeRecord } from '../../json/lazy-records.ts';
import { lenient, recordId } from '../record-members.ts';
import { localizableMessage } from './standard-error.ts';

const progress = z.object({
  /** int64, as the JSON number it is sent as: rounded past 2^53. */
  total: lenient(z.number()),
  completed: lenient(z.number()),
  message: lenient(localizableMessage),
});

/** DynamicID: what a task works on. */
const target = z.object({ type: lenient(z.string()), id: lenient(z.string()) });

/**
 * Cis Task Info, of the vSphere Automation API reference. Null and absent are both its ways of saying none.
 * A record asked for with `return_all` holds members of its operation beside these.
 */
export const taskInfo = z.object({
  description: lenient(localizableMessage),
  service: lenient(z.string()),
  operation: lenient(z.string()),
  /** PENDING, RUNNING, BLOCKED, SUCCEEDED, FAILED; kept as it is where it is another word. */
  status: lenient(z.string()),
  cancelable: lenient(z.boolean()),
  parent: lenient(z.string()),
  target: lenient(target),
  /** A structured error; a text in documents made from /rest. */
  error: z.unknown().optional(),
  /** Orders the list: read strictly, in task.ts. Absent while PENDING. */
  start_time: z.string().nullish(),
  end_time: lenient(z.string()),
  user: lenient(z.string()),
  progress: lenient(progress),
  /** Any JSON value; may be there, and change, before the task has ended. */
  result: z.unknown().optional(),
});

export type TaskInfo = z.output<typeof taskInfo>;

/** The members that every Info may have; whatever else a record holds is its operation's. */
export const INFO_MEMBERS: ReadonlySet<string> = new Set(Object.keys(taskInfo.shape));

/** One entry of the upstream's map: the id is the key and is not repeated in the record. */
export interface TaskEntry {
  readonly id: unknown;
  /** Perhaps a lazy record. */
  readonly info: unknown;
}

/** An entry that can be served: each is read by itself. */
export const taskEntry = z.object({ id: recordId, info: taskInfo });

const keyValue = z.object({ key: z.unknown(), value: z.unknown() }).partial();

/**
 * What a list answers: under /api a bare map of id to Info; under /rest `{"value": …}` around a list of `{key, value}`.
 * Either wrapping is read, since what sits before a vCenter may serve the older form.
 */
export const taskMap = z.unknown().transform((body, context): readonly TaskEntry[] => {
  // `infoPlan` is for the bare map: in the other forms a wrapping lies at that depth, which is needed whole.
  const inner = isWrapped(body) ? wholeRecord(body.value) : body;
  if (Array.isArray(inner)) {
    return inner.map((item: unknown) => {
      const pair = keyValue.safeParse(wholeRecord(item));
      return { id: pair.data?.key, info: pair.data?.value };
    });
  }
  if (isObject(inner)) return Object.keys(inner).map((id) => ({ id, info: inner[id] }));
  context.addIssue({ code: 'custom', message: 'neither a map of tasks nor a list of its entries' });
  return z.NEVER;
});

/** Of the records in a bare map: what their titles are made of is parsed at once, as is what a record is judged by. */
export const infoPlan = lazyPlan(1, ['description', 'start_time']);

/** What a single get answers: an Info, under /rest wrapped as `{"value": …}`. */
export const taskAnswer = z.unknown().transform((body, context): unknown => {
  const inner = isWrapped(body) ? body.value : body;
  if (isObject(inner)) return inner;
  context.addIssue({ code: 'custom', message: 'not a task' });
  return z.NEVER;
});

/** POST /api/session: the session id as a JSON string, in the older form as `{"value": …}`. */
export const sessionToken = z.union([
  z.string().min(1),
  z.object({ value: z.string().min(1) }).transform(({ value }) => value),
]);

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** An operation may give its record a `value`, and a task may be called so: a wrapping holds nothing else. */
function isWrapped(body: unknown): body is { readonly value: unknown } {
  return isObject(body) && 'value' in body && Object.keys(body).length === 1;
}

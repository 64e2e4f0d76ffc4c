import { z } from 'zod';
import { lazyPlan } from '../../json/lazy-records.ts';
import { lenient, recordId } from '../record-members.ts';

const text = lenient(z.string());
const freeObject = lenient(z.record(z.string(), z.unknown()));

const message = z.object({
  /** INFO, WARN, ERROR. */
  type: text,
  key: text,
  localizedText: lenient(z.object({ locale: text, message: text })),
  /** Objects and texts, in any mix. */
  parameters: lenient(z.array(z.unknown())),
});

const taskReturn = z.object({ name: text, attributeName: text });

const taskDefinition = z.object({
  id: z.string(),
  uniqueName: text,
  description: text,
  parentName: text,
  executor: text,
  /** "Formal parameters of the TaskDefinition, without values." */
  arguments: freeObject,
});

/**
 * TaskStatus, the same in beta and v2024 to v2026. Most members are documented as required;
 * only what orders and names a task is held to it. Enumerations are kept as texts: new values are no breaking change there.
 */
export const taskStatus = z.object({
  id: recordId,
  /** QUARTZ, QPOC, QUEUED_TASK. */
  type: text,
  uniqueName: text,
  description: text,
  parentName: text,
  launcher: text,
  target: lenient(z.object({ id: text, type: text, name: text })),
  /** Orders the list: read strictly, in task.ts. */
  created: z.string().nullish(),
  modified: text,
  launched: text,
  completed: text,
  /** SUCCESS, WARNING, ERROR, TERMINATED, TEMPERROR; null while pending. */
  completionStatus: text,
  messages: lenient(z.array(lenient(message))),
  returns: lenient(z.array(lenient(taskReturn))),
  attributes: freeObject,
  progress: text,
  percentComplete: lenient(z.number().min(0).max(100)),
  taskDefinitionSummary: lenient(taskDefinition),
});

export type TaskMessageRecord = z.output<typeof message>;

/** Both lists answer a bare array; each record is read by itself. */
export const taskStatusList = z.array(z.unknown());

/** Of the records in it: what a record is judged by is parsed at once. */
export const taskPlan = lazyPlan(1, ['id', 'created']);

/** GET /task-status/{id}. */
export const taskStatusObject = z.record(z.string(), z.unknown());

/** POST /oauth/token. `expires_in` is in seconds. */
export const tokenAnswer = z.object({
  access_token: z.string().min(1),
  expires_in: lenient(z.number().positive()),
});

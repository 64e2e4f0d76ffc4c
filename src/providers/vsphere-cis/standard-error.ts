import { z } from 'zod';
import { compiled, MISFIT } from '../../http/compile-schema.ts';
import { withoutStackTrace } from '../../http/stack-trace.ts';
import { lenient } from '../record-members.ts';

/** LocalizableMessage; `localized` is there from 7.0 on. */
export const localizableMessage = z.object({
  id: lenient(z.string()),
  default_message: lenient(z.string()),
  localized: lenient(z.string()),
});

export type LocalizableMessage = z.output<typeof localizableMessage>;

/** What to show of a message: `localized`, else `default_message`, never a stack trace in it. */
export function textOf(message: LocalizableMessage | null | undefined): string | null {
  const text = message?.localized ?? message?.default_message ?? null;
  return text === null ? null : withoutStackTrace(text);
}

const messages = lenient(z.array(lenient(localizableMessage)));

const standardError = z.object({
  /** /api: such as NOT_FOUND. */
  error_type: lenient(z.string()),
  messages,
  /** /rest: such as com.vmware.vapi.std.errors.not_found, with the messages in `value`. */
  type: lenient(z.string()),
  value: lenient(z.object({ messages })),
});

/** A vAPI standard error, in whichever of its two forms it came. */
export interface StandardError {
  /** The `error_type`; that of the /rest form is put in the same words. Null where there is none. */
  readonly type: string | null;
  /** A stack: the first is the outermost, each next one its cause. May be empty. */
  readonly messages: readonly LocalizableMessage[];
}

/** Reads the error of an answer or of a failed task. Null where the value is no such error. */
export function readStandardError(json: unknown): StandardError | null {
  const read = compiled(standardError)(json);
  if (read === MISFIT) return null;
  const { error_type: apiType, type: restType, messages: apiMessages, value } = read;
  const type = apiType ?? restType?.split('.').at(-1)?.toUpperCase() ?? null;
  const stack = apiMessages ?? value?.messages ?? null;
  if (type === null && stack === null) return null;
  return { type, messages: (stack ?? []).filter((message) => message !== null) };
}

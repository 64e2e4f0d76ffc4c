import { asciiBytes } from '../../encoding/ascii-bytes.ts';
import type { CompiledOperation } from './compile-operation.ts';

/** What an answer without errors is made as, and its parts while others are still waited for: one part for each root field. */
export interface AnswerForm<Answer> {
  /** Keeps what a field came to. */
  part(completed: unknown): unknown;
  /** A part as JSON has it. */
  valueOf(part: unknown): unknown;
  /** The answer of all parts, in the order of the fields. */
  whole(fields: CompiledOperation['fields'], parts: readonly unknown[]): Answer;
}

/** As a GraphQL executor answers. */
export const AS_RESULT: AnswerForm<{ readonly data: Readonly<Record<string, unknown>> }> = {
  part: (completed) => completed,
  valueOf: (part) => part,
  whole: (fields, parts) => ({ data: Object.fromEntries(fields.map(({ key }, index) => [key, parts[index]])) }),
};

/**
 * As it goes out: JSON in UTF-8. Of a part no more than its text is left while a slower one is waited for: the records that it was
 * made of would be copied by the garbage collector meanwhile, which cost more than reading them.
 */
export const AS_BYTES: AnswerForm<Buffer> = {
  part: (completed) => JSON.stringify(completed),
  valueOf: (part) => JSON.parse(part as string),
  whole(fields, parts) {
    const pieces = fields.flatMap(({ key }, index) => [
      `${index === 0 ? '{"data":{' : ','}${JSON.stringify(key)}:`,
      parts[index] as string,
    ]);
    pieces.push('}}');
    // Not put together as a text: one of more than 128 KB has pages of its own in V8's heap, mapped and cleared for each anew.
    return asciiBytes(pieces) ?? Buffer.concat(pieces.map(utf8Bytes));
  },
};

/** Of each piece by itself: in most of them there is nothing but ASCII. */
function utf8Bytes(text: string): Buffer {
  return asciiBytes([text]) ?? Buffer.from(text, 'utf8');
}

import SchemaBuilder from '@pothos/core';
import type { UpstreamProblem } from '../errors.ts';
import type { SourceOutcome } from '../tasks/outcome.ts';
import type { SourceInfo } from '../tasks/source.ts';
import type { Task } from '../tasks/task.ts';
import type { PageInfo } from './connection.ts';
import type { RequestContext } from './request-context.ts';

/** What the schema is built from: the types that providers and other files may name as strings. */
export interface SchemaTypes {
  Context: RequestContext;
  Scalars: {
    ID: { Input: string; Output: string };
    /** Epoch milliseconds inside, RFC 3339 outside. */
    DateTime: { Input: number; Output: number };
    JSON: { Input: unknown; Output: unknown };
  };
  Interfaces: { Node: { readonly id: string }; Task: Task };
  Objects: {
    PageInfo: PageInfo;
    TaskSource: SourceInfo;
    TaskSourceOutcome: SourceOutcome;
    UpstreamProblem: UpstreamProblem;
  };
}

export type Builder = ReturnType<typeof createBuilder>;

/** {@link SchemaTypes} with what Pothos adds to them: the first argument of its own generic types. */
export type BuilderTypes = Builder extends PothosSchemaTypes.SchemaBuilder<infer Types> ? Types : never;

/** An empty schema. */
export function createBuilder() {
  return new SchemaBuilder<SchemaTypes>({});
}

import type { ObjectRef } from '@pothos/core';
import { UpstreamError, type UpstreamProblem } from '../errors.ts';
import type { Call, RequestRecord } from '../http/exchange.ts';
import type { SourceOutcome, TaskStatusCount } from '../tasks/outcome.ts';
import type { TaskSource } from '../tasks/source.ts';
import type { Task, TaskProvider } from '../tasks/task.ts';
import { unreadableProblem } from '../tasks/unreadable.ts';
import { type SourceProblemMessage, sourceProblems } from '../telemetry/upstream-channels.ts';
import type { Builder, BuilderTypes } from './builder.ts';
import { addConnection, type Connection } from './connection.ts';
import { badUserInput, upstreamFailure } from './errors.ts';
import { PURE } from './pure.ts';
import type { RequestContext } from './request-context.ts';

/** A page of a provider's own list. */
export interface ProviderConnection<T extends Task> extends Connection<T> {
  /** Null where it was not selected or the upstream does not tell. */
  readonly totalCount: number | null;
  readonly outcome: SourceOutcome;
}

/** Adds `<typename>Connection` and `<typename>Edge` for a provider's own list. `C` may hold more than fields are added for. */
export function addProviderConnection<T extends Task, C extends ProviderConnection<T> = ProviderConnection<T>>(
  builder: Builder,
  typename: string,
  node: ObjectRef<BuilderTypes, T>,
) {
  return addConnection<T, C>(builder, {
    name: typename,
    node,
    description: 'A page of the list as the upstream filters, orders and pages it.',
    fields: (t) => ({
      totalCount: t.int({
        nullable: true,
        description: 'Matches in all; null where the upstream does not tell. Asked only when selected.',
        extensions: PURE,
        resolve: ({ totalCount }) => totalCount,
      }),
      outcome: t.field({
        type: 'TaskSourceOutcome',
        nullable: false,
        description: 'How the source fared.',
        extensions: PURE,
        resolve: ({ outcome }) => outcome,
      }),
    }),
  });
}

/**
 * Opens the one source of a provider that a list field is to read a page of, which counts as one of the request's pages.
 * BAD_USER_INPUT, with the names to choose from, where `name` is unknown or is left out while there are several or none.
 */
export function sourceToList<S extends TaskSource>(
  context: RequestContext,
  provider: TaskProvider,
  name: string | null | undefined,
): S {
  context.takePage();
  const candidates = context.sources.filter((source) => source.provider === provider);
  const found = typeof name === 'string' ? candidates.find((source) => source.name === name) : candidates[0];
  if (found && (typeof name === 'string' || candidates.length === 1)) {
    // A provider opens all of its sources with its own port type, so the provider's word decides the type.
    return context.open(found) as S;
  }
  const sources = candidates.map((source) => source.name);
  const choice = sources.length === 0 ? 'none is configured' : `give \`source\` one of: ${sources.join(', ')}`;
  throw badUserInput(
    typeof name === 'string'
      ? `No source of ${provider} is named ${JSON.stringify(name)}; ${choice}.`
      : `${sources.length === 0 ? 'No source' : 'More than one source'} of ${provider} can be meant; ${choice}.`,
    { sources },
  );
}

/** The tasks of a page, each of which knows the others: those of a provider's own list are gone with the answer. */
export function joined<T extends Task>(page: readonly T[]): readonly T[] {
  for (const task of page) task.joinPage?.(page);
  return page;
}

/** What one provider list has read so far, and how its outcome is told. */
export interface ProviderReading {
  readonly call: Call;
  /** Notes a page of the upstream's. */
  note(records: number, unreadable: readonly string[], problem?: UpstreamProblem | null): void;
  outcome(counts: {
    readonly totalCount: number | null;
    readonly statusCounts?: readonly TaskStatusCount[] | null;
  }): SourceOutcome;
}

/**
 * Runs the reading of a provider's own list. An upstream's failure becomes a GraphQL error on the field.
 * @param nativeFilters names of the provider's own filter members that are sent.
 */
export function readProviderList<R>(
  source: TaskSource,
  nativeFilters: readonly string[],
  read: (reading: ProviderReading) => Promise<R>,
): Promise<R> {
  const requests: RequestRecord[] = [];
  const unreadable: string[] = [];
  let problem: UpstreamProblem | null = null;
  let scanned = 0;
  const tell = ({ code }: UpstreamProblem): void =>
    sourceProblems.publish({ source: source.info.name, code } satisfies SourceProblemMessage);
  const result = read({
    call: source.call((request) => requests.push(request)),
    note(records, reasons, partial = null) {
      scanned += records;
      for (const reason of reasons) unreadable.push(reason);
      problem ??= partial;
    },
    outcome({ totalCount, statusCounts = null }) {
      const found = problem ?? unreadableProblem(unreadable);
      if (found) tell(found);
      return {
        source: source.info,
        state: found === null ? 'COMPLETE' : 'PARTIAL',
        missedEarlier: false,
        problem: found,
        totalCount,
        statusCounts,
        scanned,
        requests,
        pushedFilters: nativeFilters,
        appliedFilters: [],
      };
    },
  });
  return result.catch((error: unknown) => {
    if (!(error instanceof UpstreamError)) throw error;
    tell(error.problem);
    throw upstreamFailure(source.info.name, error.problem);
  });
}

/** Names of the members that a filter input gives a value. */
export function givenMembers(filter: Readonly<Record<string, unknown>> | null | undefined): readonly string[] {
  return Object.entries(filter ?? {})
    .filter(([, value]) => value !== null && value !== undefined)
    .map(([member]) => member);
}

import { UpstreamError, type UpstreamProblem, upstreamProblem } from '../../errors.ts';
import type { Call } from '../../http/exchange.ts';
import type { SourceInfo, TaskRows } from '../../tasks/source.ts';
import type { CisClient, Extras } from './client.ts';
import { createCollection } from './collection.ts';
import type { FilterSpec } from './filter-spec.ts';
import { createSeenValues, narrowerParts, type SeenValues } from './narrower-parts.ts';
import type { VsphereCisTask } from './task.ts';

/** Requests that one reading of a source may take once one answer to it was refused. */
export const MAX_SPLIT_REQUESTS = 200;

/** What the services of one reading of a source share. */
export interface Split {
  readonly seen: SeenValues;
  /** False where no request is left. */
  readonly takeRequest: () => boolean;
}

/** @param services how many are read: the first request of each is one of those that may be taken. */
export function createSplit(services: number): Split {
  let left = MAX_SPLIT_REQUESTS - services;
  return {
    seen: createSeenValues(),
    takeRequest() {
      left -= 1;
      return left >= 0;
    },
  };
}

export interface ServiceReading {
  readonly client: CisClient;
  readonly info: SourceInfo;
  readonly extras: Extras;
  readonly call: Call;
  readonly split: Split;
  /** Told of each answer how many of its records no answer before it held; what it throws ends the reading. */
  readonly onNew: (records: number) => void;
}

/** The words of `status` in the order of a task's life; in the middle two it is by turns. */
const LIFE: readonly (readonly string[])[] = [['PENDING'], ['RUNNING', 'BLOCKED'], ['SUCCEEDED'], ['FAILED']];

/** A part of the list by `status`, and why it was not answered; null where it was. */
interface Step {
  readonly part: FilterSpec;
  readonly refusal: UpstreamError | null;
}

/** A part that was not answered, however narrow. */
interface Gap {
  readonly part: FilterSpec;
  readonly problem: UpstreamProblem;
}

/**
 * All matches of a filter, those of one service as a rule. Where the upstream refuses to list them, they are read by status,
 * and where that is refused too, by the operations, users and targets that were seen.
 *
 * Statuses are read in the order of a task's life, so that one which moves on meanwhile is met at its old place or its new
 * one; of an id met twice the later record is kept. All of them together are the whole list. Values seen prove nothing about
 * values that were not: what is read by them is served with TOO_MANY_RESULTS in `problem`.
 * Rejects with UpstreamError where nothing was answered, or where a request fails otherwise than by being refused.
 */
export async function readService(filter: FilterSpec, reading: ServiceReading): Promise<TaskRows<VsphereCisTask>> {
  const { client, info, extras, call, split, onNew } = reading;
  const collection = createCollection(info);
  let answers = 0;

  const ask = async (part: FilterSpec): Promise<UpstreamError | null> => {
    try {
      const entries = await client.listTasks(part, extras, call);
      answers += 1;
      const { tasks, added } = collection.add(entries);
      split.seen.note(tasks);
      onNew(added);
      return null;
    } catch (error) {
      if (isRefusal(error)) return error;
      throw error;
    }
  };
  const askMore = async (part: FilterSpec, refusal: UpstreamError): Promise<UpstreamError | null> =>
    split.takeRequest() ? ask(part) : outOfRequests(refusal);

  const readByStatus = async (refusal: UpstreamError): Promise<readonly Step[]> => {
    const given = new Set(filter.status?.length ? filter.status : LIFE.flat());
    const read = async (status: readonly string[]): Promise<Step> => {
      const part = { ...filter, status };
      // Asked already, where these are all that the filter names.
      return { part, refusal: status.length === given.size ? refusal : await askMore(part, refusal) };
    };
    const steps: Step[] = [];
    for (const words of LIFE) {
      const [word, other] = words.filter((one) => given.has(one));
      if (word === undefined) continue;
      if (other === undefined) {
        steps.push(await read([word]));
        continue;
      }
      const both = await read([word, other]);
      if (both.refusal === null) steps.push(both);
      else for (const one of [word, other, word]) steps.push(await read([one]));
    }
    return steps;
  };

  const readNarrower = async (part: FilterSpec, refusal: UpstreamError): Promise<readonly Gap[]> => {
    const parts = isRefusal(refusal) ? narrowerParts(part, split.seen) : [];
    if (parts.length === 0) return [{ part, problem: refusal.problem }];
    // Every answer is awaited, so that nothing is left running.
    const read = await Promise.allSettled(
      parts.map(async (narrower) => {
        const refused = await askMore(narrower, refusal);
        return refused ? readNarrower(narrower, refused) : [];
      }),
    );
    return read.flatMap((result) => {
      if (result.status === 'rejected') throw result.reason;
      return result.value;
    });
  };

  /** Goes through the steps again, in order: whatever followed a step that takes its time is asked anew. */
  const readRefused = async (steps: readonly Step[], first: UpstreamError): Promise<readonly Gap[]> => {
    const gaps: Gap[] = [];
    let isLate = false;
    for (const { part, refusal } of steps) {
      if (refusal === null && !isLate) continue;
      const again = refusal ?? (await askMore(part, first));
      if (again === null) continue;
      isLate ||= narrowerParts(part, split.seen).length > 0;
      gaps.push(...(await readNarrower(part, again)));
    }
    return gaps;
  };

  const refusal = await ask(filter);
  if (refusal === null) return { ...collection.rows(), problem: null };
  const steps = await readByStatus(refusal);
  const refused = steps.filter((step) => step.refusal !== null);
  if (refused.length === 0) return { ...collection.rows(), problem: null };
  // A service that answers nothing, and not for having too much, is down: narrower questions would not bring it up.
  const isDown = answers === 0 && refused.every((step) => step.refusal?.problem.code !== 'TOO_MANY_RESULTS');
  if (isDown) throw refusal;
  const gaps = await readRefused(steps, refusal);
  if (answers === 0) throw new UpstreamError(leading(gaps) ?? refusal.problem);
  return { ...collection.rows(), problem: problemOf(refused, gaps) };
}

/** Over 1000 matches, or a task among them whose state can't be read: the upstream has one type for both. */
function isRefusal(error: unknown): error is UpstreamError {
  return error instanceof UpstreamError && error.problem.upstreamCode === 'RESOURCE_INACCESSIBLE';
}

/** Stands for the answer to a request that may not be made; what was refused last tells why it was wanted. */
function outOfRequests({ problem }: UpstreamError): UpstreamError {
  const message = `${MAX_SPLIT_REQUESTS} requests did not bring it apart. ${problem.message}`;
  return new UpstreamError({ ...problem, upstreamCode: null, message });
}

/** The problem that asking again would not cure, where there is one. */
function leading(gaps: readonly Gap[]): UpstreamProblem | null {
  const problems = gaps.map(({ problem }) => problem);
  return problems.find(({ code }) => code === 'TOO_MANY_RESULTS') ?? problems[0] ?? null;
}

function problemOf(refused: readonly Step[], gaps: readonly Gap[]): UpstreamProblem {
  const lead = leading(gaps);
  if (lead) return { ...lead, message: `Not all tasks with status ${statusesOf(gaps)} could be read: ${lead.message}` };
  const { httpStatus = null, upstreamCode = null } = refused[0]?.refusal?.problem ?? {};
  return upstreamProblem(
    'TOO_MANY_RESULTS',
    `The tasks with status ${statusesOf(refused)} are not listed together and were read by the operations, users and targets seen, which may not be all there are.`,
    { httpStatus, upstreamCode },
  );
}

function statusesOf(parts: readonly { readonly part: FilterSpec }[]): string {
  return [...new Set(parts.flatMap(({ part }) => part.status ?? []))].join(', ');
}

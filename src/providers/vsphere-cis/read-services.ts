import { UpstreamError, type UpstreamProblem } from '../../errors.ts';
import type { TaskRows } from '../../tasks/source.ts';
import type { VsphereCisTask } from './task.ts';

type Rows = TaskRows<VsphereCisTask>;
type Read = (service: string, onNew: (records: number) => void) => Promise<Rows>;
type Answer =
  | { readonly service: string; readonly rows: Rows }
  | { readonly service: string; readonly error: UpstreamError };

/**
 * The tasks of several services, each read by itself and side by side: the upstream takes no services of different providers
 * in one request, and one that no provider knows must not hide the others.
 * Services that fail, or that were read but in part, are named in `problem`; where all fail, rejects with the first one's
 * UpstreamError.
 * @param onNew told how many records came in that were not there before; what it throws fails the whole reading.
 */
export async function readServices(
  services: readonly string[],
  read: Read,
  onNew: (records: number) => void = () => undefined,
): Promise<Rows> {
  const stops: unknown[] = [];
  const note = (records: number): void => {
    try {
      onNew(records);
    } catch (error) {
      stops.push(error);
      throw error;
    }
  };
  const answers = await Promise.all(services.map((service) => attempt(service, read, note)));
  if (stops.length > 0) throw stops[0];
  const whole = answers.flatMap((answer) => ('rows' in answer ? [answer.rows] : []));
  const [failed] = answers.flatMap((answer) => ('error' in answer ? [answer.error] : []));
  if (failed && whole.length === 0) throw failed;
  return {
    tasks: together(whole),
    unreadable: whole.flatMap(({ unreadable }) => unreadable),
    problem: problemOf(answers),
  };
}

/** The rows of all services, of each id the last: those of one are distinct as they are. */
function together(whole: readonly Rows[]): Rows['tasks'] {
  const [only] = whole;
  if (only && whole.length === 1) return only.tasks;
  return [...new Map(whole.flatMap((rows) => rows.tasks.map((row) => [row.nativeId, row]))).values()];
}

async function attempt(service: string, read: Read, onNew: (records: number) => void): Promise<Answer> {
  try {
    return { service, rows: await read(service, onNew) };
  } catch (error) {
    if (error instanceof UpstreamError) return { service, error };
    throw error;
  }
}

/** The first problem, under a message that names every service that was not read whole with its reason. */
function problemOf(answers: readonly Answer[]): UpstreamProblem | null {
  const problems = answers.flatMap((answer) => {
    const problem = 'error' in answer ? answer.error.problem : answer.rows.problem;
    return problem === null ? [] : [{ service: answer.service, problem }];
  });
  const [first] = problems;
  if (!first) return null;
  const reasons = problems.map(({ service, problem }) => `${service}: ${problem.message}`);
  const services = problems.length === 1 ? '1 service' : `${problems.length} services`;
  return { ...first.problem, message: `${services} could not be read whole. ${reasons.join(' ')}` };
}

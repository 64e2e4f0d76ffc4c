import { UpstreamError, type UpstreamProblem } from '../../errors.ts';
import type { TaskRows } from '../../tasks/source.ts';
import type { VsphereCisTask } from './task.ts';

type Rows = TaskRows<VsphereCisTask>;
type Answer = { readonly rows: Rows } | { readonly service: string; readonly error: UpstreamError };

/**
 * The tasks of several services, each read by itself and side by side: the upstream takes no services of different providers
 * in one request, and one that no provider knows must not hide the others.
 * Services that fail are named in `problem`; where all fail, rejects with the first one's UpstreamError.
 * @param onAnswer told how many records each answer held; what it throws fails the whole reading.
 */
export async function readServices(
  services: readonly string[],
  read: (service: string) => Promise<Rows>,
  onAnswer: (records: number) => void = () => undefined,
): Promise<Rows> {
  const answers = await Promise.all(
    services.map(async (service): Promise<Answer> => {
      const answer = await attempt(service, read);
      if ('rows' in answer) onAnswer(answer.rows.tasks.length + answer.rows.unreadable.length);
      return answer;
    }),
  );
  const whole = answers.flatMap((answer) => ('rows' in answer ? [answer.rows] : []));
  const failed = answers.flatMap((answer) => ('error' in answer ? [answer] : []));
  const [first] = failed;
  if (first && whole.length === 0) throw first.error;
  const tasks = new Map(whole.flatMap((rows) => rows.tasks.map((task) => [task.nativeId, task])));
  return {
    tasks: [...tasks.values()],
    unreadable: whole.flatMap(({ unreadable }) => unreadable),
    problem: problemOf(failed) ?? whole.find(({ problem }) => problem !== null)?.problem ?? null,
  };
}

async function attempt(service: string, read: (service: string) => Promise<Rows>): Promise<Answer> {
  try {
    return { rows: await read(service) };
  } catch (error) {
    if (error instanceof UpstreamError) return { service, error };
    throw error;
  }
}

/** The first failure, under a message that names every service that failed with its reason. */
function problemOf(
  failed: readonly { readonly service: string; readonly error: UpstreamError }[],
): UpstreamProblem | null {
  const [first] = failed;
  if (!first) return null;
  const reasons = failed.map(({ service, error }) => `${service}: ${error.problem.message}`);
  const services = failed.length === 1 ? '1 service' : `${failed.length} services`;
  return { ...first.error.problem, message: `${services} could not be read. ${reasons.join(' ')}` };
}

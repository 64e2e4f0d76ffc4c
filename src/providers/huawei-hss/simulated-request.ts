import { z } from 'zod';
import { parseJson } from '../../json/parse-json.ts';
import type { SimulatedRequest } from '../../simulation/simulator.ts';
import { MAX_PAGE_SIZE, MIN_PAGE_SIZE } from './client.ts';

/** Every member that the vendor documents, no other, and only in its own task type. */
const common = {
  task_id: z.string().optional(),
  task_name: z.string().optional(),
  start_create_time: z.int().optional(),
  end_create_time: z.int().optional(),
  trigger_type: z.enum(['manual', 'schedule']).optional(),
  task_status: z.enum(['ready', 'running', 'finished']).optional(),
  sort_key: z.literal('start_time').optional(),
  sort_dir: z.enum(['desc', 'asc']).optional(),
};
const body = z.discriminatedUnion('task_type', [
  z.strictObject({
    task_type: z.literal('cluster_scan'),
    ...common,
    cluster_scan_info: z
      .strictObject({
        scan_type_list: z.array(z.enum(['cluster_vul', 'risk_assessment', 'benchmark'])).optional(),
      })
      .optional(),
  }),
  z.strictObject({
    task_type: z.literal('iac_scan'),
    ...common,
    iac_scan_info: z.strictObject({ file_type: z.enum(['dockerfile', 'k8s_yaml']).optional() }).optional(),
  }),
]);

const whole = z
  .string()
  .regex(/^\d{1,9}$/)
  .transform(Number);
const query = z.strictObject({
  enterprise_project_id: z.string().min(1).max(256).default('0'),
  offset: whole.pipe(z.int().max(2_000_000)).default(0),
  limit: whole.pipe(z.int().min(MIN_PAGE_SIZE).max(MAX_PAGE_SIZE)).default(MIN_PAGE_SIZE),
});

export interface ListRequest {
  readonly query: z.output<typeof query>;
  readonly body: z.output<typeof body>;
}

/** Reads a request as strictly as the documents allow; else the service's code for it. */
export function readListRequest(
  request: SimulatedRequest,
): ListRequest | { readonly error: string; readonly message: string } {
  const parameters = query.safeParse(Object.fromEntries(request.query));
  if (!parameters.success) return invalid(parameters.error);
  if (!request.headers['content-type']?.startsWith('application/json')) {
    return { error: 'HSS.0002', message: 'The request body is not JSON.' };
  }
  const json = parseJson(request.body);
  if (json === undefined) return { error: 'HSS.0002', message: 'The request body could not be parsed.' };
  const read = body.safeParse(json);
  return read.success ? { query: parameters.data, body: read.data } : invalid(read.error);
}

function invalid({ issues: [issue] }: z.ZodError): { readonly error: string; readonly message: string } {
  return { error: 'HSS.0001', message: `Invalid parameter ${issue?.path.join('.')}: ${issue?.message}` };
}

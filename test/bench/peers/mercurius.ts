import fastify from 'fastify';
import mercurius from 'mercurius';
import {
  byCreation,
  byStart,
  type CisInfo,
  type CsmsTask,
  type HssJob,
  type Runspace,
  type SailPointTask,
} from '../servers/mapping.ts';
import { serve } from '../servers/serve.ts';
import { csmsPath, HEADERS, hssBody, hssPath, SRS_PATH, sailPointPath, VSPHERE_PATH, vsphereBody } from './requests.ts';
import { FIELD_RESOLVERS } from './resolvers.ts';
import {
  type CsmsArguments,
  type HssArguments,
  type SailPointArguments,
  type SrsArguments,
  TYPE_DEFINITIONS,
  type VsphereArguments,
} from './schema.ts';

/** Sends a request that reads, with a JSON body where there is one, and reads its JSON answer. */
export type Ask = <T>(url: string, headers: Record<string, string>, body?: unknown) => Promise<T>;

/** Mercurius with its just-in-time compiler, on whichever HTTP client. */
export function serveMercurius(ask: Ask): void {
  serve(async ({ upstreams }) => {
    const app = fastify();
    app.register(mercurius, {
      schema: TYPE_DEFINITIONS,
      resolvers: {
        ...FIELD_RESOLVERS,
        Query: {
          async vsphereCisTasks(_root: unknown, args: VsphereArguments) {
            const url = `${upstreams.vsphere}${VSPHERE_PATH}`;
            const tasks = await ask<Record<string, CisInfo>>(url, HEADERS.vsphere, vsphereBody(args));
            return { nodes: byStart(Object.entries(tasks)).slice(0, args.first) };
          },
          async huaweiHssTasks(_root: unknown, args: HssArguments) {
            const url = `${upstreams.hss}${hssPath(args)}`;
            return { nodes: (await ask<{ data_list: HssJob[] }>(url, HEADERS.huawei, hssBody(args))).data_list };
          },
          async huaweiCsmsTasks(_root: unknown, args: CsmsArguments) {
            const url = `${upstreams.csms}${csmsPath(args)}`;
            return { nodes: (await ask<{ tasks: CsmsTask[] }>(url, HEADERS.huawei)).tasks };
          },
          async sailPointPendingTasks(_root: unknown, args: SailPointArguments) {
            const url = `${upstreams.sailpoint}${sailPointPath(args)}`;
            return { nodes: await ask<SailPointTask[]>(url, HEADERS.sailpoint) };
          },
          async vmwareSrsRunspaces(_root: unknown, { first }: SrsArguments) {
            const runspaces = await ask<Runspace[]>(`${upstreams.srs}${SRS_PATH}`, HEADERS.srs);
            return { nodes: byCreation(runspaces).slice(0, first) };
          },
        },
      },
      jit: 1,
    });
    return `${await app.listen({ host: '127.0.0.1', port: 0 })}/graphql`;
  });
}

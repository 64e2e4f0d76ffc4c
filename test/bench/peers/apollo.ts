import { RESTDataSource } from '@apollo/datasource-rest';
import { ApolloServer } from '@apollo/server';
import { startStandaloneServer } from '@apollo/server/standalone';
import {
  byCreation,
  byStart,
  type CisInfo,
  type CsmsTask,
  type Entry,
  type HssJob,
  type Runspace,
  type SailPointTask,
} from '../servers/mapping.ts';
import { serve } from '../servers/serve.ts';
import type { UpstreamUrls } from '../upstreams.ts';
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

class VsphereApi extends RESTDataSource {
  async list(args: VsphereArguments): Promise<Entry[]> {
    const answer = await this.post<Record<string, CisInfo>>(VSPHERE_PATH, {
      headers: HEADERS.vsphere,
      body: vsphereBody(args),
    });
    return byStart(Object.entries(answer)).slice(0, args.first);
  }
}

class HssApi extends RESTDataSource {
  async list(args: HssArguments): Promise<HssJob[]> {
    const answer = await this.post<{ data_list: HssJob[] }>(hssPath(args), {
      headers: HEADERS.huawei,
      body: hssBody(args),
    });
    return answer.data_list;
  }
}

class CsmsApi extends RESTDataSource {
  async list(args: CsmsArguments): Promise<CsmsTask[]> {
    return (await this.get<{ tasks: CsmsTask[] }>(csmsPath(args), { headers: HEADERS.huawei })).tasks;
  }
}

class SailPointApi extends RESTDataSource {
  async list(args: SailPointArguments): Promise<SailPointTask[]> {
    return this.get<SailPointTask[]>(sailPointPath(args), { headers: HEADERS.sailpoint });
  }
}

class SrsApi extends RESTDataSource {
  async list({ first }: SrsArguments): Promise<Runspace[]> {
    return byCreation(await this.get<Runspace[]>(SRS_PATH, { headers: HEADERS.srs })).slice(0, first);
  }
}

interface Context {
  readonly dataSources: ReturnType<typeof createDataSources>;
}

function createDataSources(urls: UpstreamUrls, { cache }: Pick<ApolloServer<Context>, 'cache'>) {
  const api = <T extends RESTDataSource>(Api: new (config: object) => T, baseURL: string): T => {
    const made = new Api({ cache });
    made.baseURL = baseURL;
    return made;
  };
  return {
    vsphere: api(VsphereApi, urls.vsphere),
    hss: api(HssApi, urls.hss),
    csms: api(CsmsApi, urls.csms),
    sailpoint: api(SailPointApi, urls.sailpoint),
    srs: api(SrsApi, urls.srs),
  };
}

/** Apollo Server as its documents begin with it, on data sources that live for one request. */
serve(async ({ upstreams }) => {
  const server = new ApolloServer<Context>({
    typeDefs: TYPE_DEFINITIONS,
    resolvers: {
      ...FIELD_RESOLVERS,
      Query: {
        vsphereCisTasks: async (_root: unknown, args: VsphereArguments, { dataSources }: Context) => ({
          nodes: await dataSources.vsphere.list(args),
        }),
        huaweiHssTasks: async (_root: unknown, args: HssArguments, { dataSources }: Context) => ({
          nodes: await dataSources.hss.list(args),
        }),
        huaweiCsmsTasks: async (_root: unknown, args: CsmsArguments, { dataSources }: Context) => ({
          nodes: await dataSources.csms.list(args),
        }),
        sailPointPendingTasks: async (_root: unknown, args: SailPointArguments, { dataSources }: Context) => ({
          nodes: await dataSources.sailpoint.list(args),
        }),
        vmwareSrsRunspaces: async (_root: unknown, args: SrsArguments, { dataSources }: Context) => ({
          nodes: await dataSources.srs.list(args),
        }),
      },
    },
  });
  const { url } = await startStandaloneServer(server, {
    listen: { host: '127.0.0.1', port: 0 },
    context: async () => ({ dataSources: createDataSources(upstreams, server) }),
  });
  return url;
});

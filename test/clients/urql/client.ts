import { type Client, createClient, type Exchange, fetchExchange } from '@urql/core';
import { cacheExchange } from '@urql/exchange-graphcache';
import { relayPagination } from '@urql/exchange-graphcache/extras';
import { type GraphQLSchema, introspectionFromSchema, isObjectType } from 'graphql';

/** urql as an application sets it up, over real HTTP, with what else stands between its cache and the network. */
export function createUrqlClient(url: string, schema: GraphQLSchema, ...between: readonly Exchange[]): Client {
  const withoutId = Object.values(schema.getTypeMap()).filter(
    (type) => isObjectType(type) && type !== schema.getQueryType() && !type.getFields()['id'],
  );
  // Outwards, so that pages before the first one stand before it.
  const pages = relayPagination({ mergeMode: 'outwards' });
  const cache = cacheExchange({
    schema: introspectionFromSchema(schema),
    keys: Object.fromEntries(withoutId.map(({ name }) => [name, () => null])),
    resolvers: {
      Query: { tasks: pages, huaweiCsmsTasks: pages, vmwareSrsRunspaces: pages },
      TaskSource: { tasks: pages },
    },
  });
  return createClient({ url, exchanges: [cache, ...between, fetchExchange] });
}

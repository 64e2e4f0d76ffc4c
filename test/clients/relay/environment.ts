import { Environment, type GraphQLResponse, Network, RecordSource, Store } from 'relay-runtime';

/** Relay as an application sets it up, over real HTTP. */
export function createEnvironment(url: string): Environment {
  const network = Network.create(async ({ text }, variables) => {
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', accept: 'application/graphql-response+json' },
      body: JSON.stringify({ query: text, variables }),
    });
    return (await response.json()) as GraphQLResponse;
  });
  return new Environment({ network, store: new Store(new RecordSource()) });
}

import { ApolloClient, HttpLink, InMemoryCache } from '@apollo/client';
import { loadDevMessages, loadErrorMessages } from '@apollo/client/dev';
import { relayStylePagination } from '@apollo/client/utilities';
import possible from '../generated/possible-types.ts';

// Else a complaint is a number.
loadDevMessages();
loadErrorMessages();

const tasks = relayStylePagination(['filter', 'orderBy', 'partialResults']);

/** Apollo Client as an application sets it up, over real HTTP. */
export function createApolloClient(uri: string): ApolloClient {
  const cache = new InMemoryCache({
    possibleTypes: possible.possibleTypes,
    typePolicies: {
      Query: {
        fields: {
          tasks,
          huaweiCsmsTasks: relayStylePagination(['source', 'filter']),
          vmwareSrsRunspaces: relayStylePagination(['source']),
        },
      },
      TaskSource: { fields: { tasks } },
    },
  });
  return new ApolloClient({ cache, link: new HttpLink({ uri }) });
}

// The other team's subgraph, as they would write it: node notes.mjs PORT TASK-ID...
import { readFileSync } from 'node:fs';
import { ApolloServer } from '@apollo/server';
import { startStandaloneServer } from '@apollo/server/standalone';
import { buildSubgraphSchema } from '@apollo/subgraph';
import { parse } from 'graphql';

const [port, ...taskIds] = process.argv.slice(2);

const noteOn = (taskId) => ({
  __typename: 'Note',
  id: `note:${taskId}`,
  text: `About ${taskId}`,
  task: { __typename: 'Task', id: taskId },
});
const find = (id) => taskIds.map(noteOn).find((note) => note.id === id) ?? null;

const resolvers = {
  Query: {
    node: (_root, { id }) => find(id),
    nodes: (_root, { ids }) => ids.map(find),
    notes: () => ({
      nodes: taskIds.map(noteOn),
      pageInfo: { hasNextPage: false, hasPreviousPage: false, startCursor: null, endCursor: null },
    }),
  },
  Note: { __resolveReference: ({ id }) => find(id) },
  Task: { __resolveReference: ({ id }) => ({ id }), note: ({ id }) => `Note on ${id}` },
  TaskSource: { __resolveReference: ({ id }) => ({ id }), owner: ({ id }) => `Owner of ${id}` },
};

const typeDefs = parse(readFileSync(new URL('notes.graphql', import.meta.url), 'utf8'));
const server = new ApolloServer({ schema: buildSubgraphSchema({ typeDefs, resolvers }) });
const { url } = await startStandaloneServer(server, { listen: { host: '127.0.0.1', port: Number(port) } });
process.stdout.write(`listening on ${url}\n`);

import type { GraphQLSchema } from 'graphql';
import { createBuilder } from './graphql/builder.ts';
import { addPageInfo } from './graphql/connection.ts';
import { addScalars } from './graphql/date-time.ts';
import { addNode } from './graphql/node.ts';
import { addOutcomes } from './graphql/outcome.ts';
import { addSources } from './graphql/source.ts';
import { addTask } from './graphql/task.ts';
import type { Provider } from './providers/provider.ts';

/** The graph over these providers. Unsorted, so that `tasks` stands near the top of GraphiQL's explorer. */
export function buildSchema(providers: readonly Provider[]): GraphQLSchema {
  const builder = createBuilder();
  addScalars(builder);
  addPageInfo(builder);
  const enums = addTask(builder);
  addOutcomes(builder, enums);
  builder.queryType({ description: 'Reads alone: the graph changes nothing upstream.' });
  addSources(builder, enums);
  addNode(builder);
  for (const provider of providers) provider.addTypes(builder);
  return builder.toSchema({ sortSchema: false });
}

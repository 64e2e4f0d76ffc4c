import { type GraphQLSchema, specifiedDirectives } from 'graphql';
import { createBuilder } from './graphql/builder.ts';
import { addPageInfo } from './graphql/connection.ts';
import { addScalars } from './graphql/date-time.ts';
import { deferDirective } from './graphql/defer.ts';
import { addNode } from './graphql/node.ts';
import { addOutcomes } from './graphql/outcome.ts';
import { addSources } from './graphql/source.ts';
import { addTask } from './graphql/task.ts';
import { addTasks } from './graphql/tasks.ts';
import type { Provider } from './providers/provider.ts';

/** The graph over these providers. Unsorted, so that `tasks` stands near the top of GraphiQL's explorer. */
export async function buildSchema(providers: readonly Provider[]): Promise<GraphQLSchema> {
  const own = await Promise.all(providers.map(({ loadTypes }) => loadTypes()));
  const builder = createBuilder();
  addScalars(builder);
  addPageInfo(builder);
  const enums = addTask(builder);
  const outcomes = addOutcomes(builder, enums);
  builder.queryType({ description: 'Reads alone: the graph changes nothing upstream.' });
  addTasks(builder, enums, outcomes);
  addSources(builder, enums);
  addNode(builder);
  for (const addTypes of own) addTypes(builder, enums);
  return builder.toSchema({ sortSchema: false, directives: [...specifiedDirectives, deferDirective] });
}

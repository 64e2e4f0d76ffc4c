import type { GraphQLSchema } from 'graphql';
import type { Plugin } from 'graphql-yoga';
import { createCompiledExecutor } from '../graphql/compiled/executor.ts';

/** Executes known documents as code of their own; what that can't do, and what goes wrong in it, is Yoga's executor's. */
export function executeCompiled(schema: GraphQLSchema): Plugin {
  const execute = createCompiledExecutor(schema);
  return {
    onExecute({ executeFn, setExecuteFn }) {
      setExecuteFn((args) => execute(args, executeFn));
    },
  };
}

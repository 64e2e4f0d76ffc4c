import { type ExecutionResult, execute, parse, validate } from 'graphql';
import { createRequestContext } from '../../src/context.ts';
import { type Connection, createConnectDeps, type Provider, type Simulation } from '../../src/providers/provider.ts';
import { buildSchema } from '../../src/schema.ts';
import { createReadingMemory } from '../../src/tasks/reading-memory.ts';

export interface SimulatedSource {
  readonly provider: Provider;
  readonly simulation: Simulation;
  /** Over the simulation's own settings: `id` at the least. */
  readonly settings: Readonly<Record<string, unknown>> & { readonly id: string };
}

export interface TestGraph {
  readonly connections: readonly Connection[];
  /** Executes one operation as one request; fails the test where the document is not valid. */
  run(
    document: string,
    variables?: Record<string, unknown>,
    /** Aborted when the client goes away. */
    signal?: AbortSignal,
  ): Promise<ExecutionResult<Record<string, unknown>>>;
  /** The data of an operation that must not bring any error, of the shape that the test says. */
  query<T>(document: string, variables?: Record<string, unknown>): Promise<T>;
  /** Signs out and closes the connections; the simulations are the caller's to close. */
  close(): Promise<void>;
}

/** The graph over simulated upstreams, without the HTTP server before it: the wire to the upstreams is real. */
export function createTestGraph(
  sources: readonly SimulatedSource[],
  { scanBytes = 64 * 1024 * 1024 }: { readonly scanBytes?: number } = {},
): TestGraph {
  const building = buildSchema([...new Set(sources.map(({ provider }) => provider))]);
  const deps = createConnectDeps();
  const connections = sources.map(({ provider, simulation, settings }) =>
    provider.source.parse({ ...simulation.settings, ...settings }).connect(deps),
  );
  const memory = createReadingMemory(scanBytes);
  const graph: TestGraph = {
    connections,
    async query<T>(text: string, variables?: Record<string, unknown>) {
      const { data, errors } = await graph.run(text, variables);
      if (errors) throw new Error(errors.map(({ message }) => message).join('\n'));
      return data as T;
    },
    async run(text, variables, signal = new AbortController().signal) {
      const document = parse(text);
      const schema = await building;
      const faults = validate(schema, document);
      if (faults.length > 0) throw new Error(faults.map(({ message }) => message).join('\n'));
      const contextValue = createRequestContext(connections, memory, { signal });
      const result = await execute({ schema, document, contextValue, variableValues: variables ?? null });
      // As a client sees it: plain objects, errors formatted.
      return JSON.parse(JSON.stringify(result));
    },
    async close() {
      await Promise.all(connections.map((connection) => connection.close()));
    },
  };
  return graph;
}

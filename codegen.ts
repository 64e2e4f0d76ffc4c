import type { CodegenConfig } from '@graphql-codegen/cli';
import { printSchema } from 'graphql';
import { providers } from './src/providers/registry.ts';
import { buildSchema } from './src/schema.ts';

/** Prints the schema that is served, the one of the subgraph, and types for the example operations. `--check` fails where either is out of date. */
const config: CodegenConfig = {
  // As text: codegen has a copy of graphql of its own, which takes no schema of another's.
  schema: printSchema(await buildSchema(providers)),
  documents: ['schema/operations/*.graphql', 'test/e2e/operations/*.graphql'],
  emitLegacyCommonJSImports: false,
  importExtension: '.ts',
  generates: {
    'schema/schema.graphql': {
      plugins: ['schema-ast'],
      config: { sort: false, includeDirectives: true },
    },
    'test/clients/generated/possible-types.ts': {
      plugins: ['fragment-matcher'],
      config: { useExplicitTyping: true },
    },
    'schema/subgraph.graphql': {
      plugins: ['./codegen-subgraph.ts'],
    },
    'test/e2e/generated/operations.ts': {
      plugins: ['typescript-operations', 'typed-document-node'],
      config: {
        enumsAsTypes: true,
        useTypeImports: true,
        immutableTypes: true,
        skipTypename: false,
        nonOptionalTypename: false,
        scalars: { DateTime: 'string', JSON: 'unknown' },
      },
    },
  },
};

export default config;

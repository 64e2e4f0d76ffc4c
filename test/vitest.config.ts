import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { configDefaults, defineConfig } from 'vitest/config';

export default defineConfig({
  root: fileURLToPath(new URL('..', import.meta.url)),
  resolve: {
    // Vite would load the ES build while the libraries, loaded by Node, get the other: one schema, two realms.
    alias: [{ find: /^graphql$/, replacement: createRequire(import.meta.url).resolve('graphql') }],
  },
  test: {
    include: ['src/**/*.test.ts', 'test/**/*.test.ts'],
    // Its gateways are installed on their own: npm run test:supergraph.
    exclude: [...configDefaults.exclude, 'test/supergraph/**'],
    setupFiles: ['test/support/setup.ts'],
    testTimeout: 30_000,
  },
});

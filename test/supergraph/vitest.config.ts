import { defineConfig, mergeConfig } from 'vitest/config';
import defaults from '../vitest.config.ts';

export default mergeConfig(
  { ...defaults, test: { ...defaults.test, include: [], exclude: [] } },
  defineConfig({ test: { include: ['test/supergraph/*.test.ts'], hookTimeout: 60_000 } }),
);

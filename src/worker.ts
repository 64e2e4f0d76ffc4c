import { enableCompileCache } from 'node:module';

// Before anything else is loaded: code compiled by an earlier start is taken from disk.
enableCompileCache();

await import('./workers/run-worker.ts');

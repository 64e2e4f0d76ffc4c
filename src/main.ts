import { enableCompileCache } from 'node:module';

// Before anything else is loaded: code compiled by an earlier start is taken from disk.
enableCompileCache();
// GraphQL's libraries look at it once, as they are loaded: otherwise they check at each step for a second copy of themselves.
process.env['NODE_ENV'] ??= 'production';

await import('./run.ts');

import { enableCompileCache } from 'node:module';
import { setUpV8 } from './v8-settings.ts';

// Before anything else is loaded: code compiled by an earlier start is taken from disk.
enableCompileCache();
setUpV8();
// GraphQL's libraries look at it once, as they are loaded: otherwise they check at each step for a second copy of themselves.
process.env['NODE_ENV'] ??= 'production';

await import('./run.ts');

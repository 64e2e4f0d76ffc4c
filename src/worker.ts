import { enableCompileCache } from 'node:module';
import { setUpV8 } from './v8-settings.ts';

// Before anything else is loaded: code compiled by an earlier start is taken from disk.
enableCompileCache();
setUpV8();

await import('./workers/run-worker.ts');

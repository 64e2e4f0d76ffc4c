import { setUpV8 } from '../../../src/v8-settings.ts';

// The yardstick with V8 set up as ours sets it up.
setUpV8();

await import('./raw.ts');

import { readFileSync, writeFileSync } from 'node:fs';
import { withMatrix } from './matrix.ts';

const README = new URL('../../src/http/README.md', import.meta.url);
writeFileSync(README, withMatrix(readFileSync(README, 'utf8')));

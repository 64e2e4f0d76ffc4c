import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { ConcreteRequest, ReaderFragment } from 'relay-runtime';

const COMPILER = createRequire(import.meta.url).resolve('relay-compiler/cli.js');

export interface Artifacts {
  query(name: string): Promise<ConcreteRequest>;
  fragment(name: string): Promise<ReaderFragment>;
  remove(): Promise<void>;
}

/** Compiles the documents beside this file with the real compiler; rejects with its complaints. */
export async function compileDocuments(): Promise<Artifacts> {
  const folder = await mkdtemp(join(tmpdir(), 'relay-artifacts-'));
  const config = {
    src: fileURLToPath(new URL('documents', import.meta.url)),
    schema: fileURLToPath(new URL('../../../schema/schema.graphql', import.meta.url)),
    artifactDirectory: folder,
    language: 'typescript',
    eagerEsModules: true,
    useImportTypeSyntax: true,
    customScalarTypes: { DateTime: 'string', JSON: 'unknown' },
    requireCustomScalarTypes: true,
    noSourceControl: true,
  };
  const file = join(folder, 'relay.config.json');
  await writeFile(file, JSON.stringify(config));
  await promisify(execFile)(process.execPath, [COMPILER, '--noWatchman', file]);
  const load = async (name: string) => (await import(join(folder, `${name}.graphql.ts`))).default;
  return { query: load, fragment: load, remove: () => rm(folder, { recursive: true }) };
}

import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import asc from 'assemblyscript/asc';
import { expect, test } from 'vitest';

const JSON_FOLDER = fileURLToPath(new URL('../../src/json', import.meta.url));

test('the splitter is what its source compiles to: npm run build:wasm', async () => {
  const written = new Map<string, Uint8Array>();
  const { error, stderr } = await asc.main(
    [`${JSON_FOLDER}/assembly/splitter.ts`, '--config', `${JSON_FOLDER}/assembly/asconfig.json`],
    {
      writeFile: (name, contents) => {
        written.set(name, Buffer.from(contents));
      },
    },
  );
  expect(stderr.toString()).toBe('');
  expect(error).toBeNull();
  expect([...written.keys()].map((name) => name.replace(/.*\//, ''))).toEqual(['splitter.wasm']);
  expect([...written.values()][0]).toEqual(readFileSync(`${JSON_FOLDER}/splitter.wasm`));
});

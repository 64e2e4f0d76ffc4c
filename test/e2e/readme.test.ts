import { existsSync, readFileSync } from 'node:fs';
import { parse, validate } from 'graphql';
import { expect, test } from 'vitest';
import { readConfig } from '../../src/config.ts';
import { DOCUMENT_LIMITS } from '../../src/graphql/document-limits.ts';
import { providers } from '../../src/providers/registry.ts';
import { buildSchema } from '../../src/schema.ts';
import { TEXT_LIMITS } from '../../src/server/limit-document.ts';

const readme = readFileSync('README.md', 'utf8');

/** The first block of code in that language. */
function block(language: string): string {
  return new RegExp(`\`\`\`${language}\n([\\s\\S]*?)\`\`\``).exec(readme)?.[1] ?? '';
}

test('the configuration in the README is one, with every provider', () => {
  const yaml = block('yaml');
  const names = [...yaml.matchAll(/\$\{(\w+)\}/g)].map(([, name]) => name ?? '');
  const environment = Object.fromEntries(names.map((name) => [name, 'x']));
  const commandLine = { config: null, port: null, host: null, workers: null };
  const result = readConfig(yaml, { commandLine, environment, providers });
  expect(result).toMatchObject({
    ok: true,
    config: { server: { port: 4000, snapshotBytes: 268_435_456 }, federation: null },
  });
  const asSubgraph = readConfig(yaml.replace('# federation', 'federation'), { commandLine, environment, providers });
  expect(asSubgraph).toMatchObject({ ok: true, config: { federation: { node: false } } });
  for (const { name } of providers) expect(yaml).toContain(`provider: ${name}\n`);

  const faulty = readConfig(yaml, { commandLine, environment: {}, providers });
  expect(faulty).toMatchObject({
    ok: false,
    faults: expect.arrayContaining(['sources[1].auth.password: environment variable HSS_PASSWORD is not set']),
  });
});

test('the limits in the README are those that hold', () => {
  const row = readme.split('\n').find((line) => line.includes('`OPERATION_TOO_LARGE`')) ?? '';
  const numbers = [...row.matchAll(/\d+/g)].map(([text]) => Number(text));
  const { pages, lookups, values, depth, deferred } = DOCUMENT_LIMITS;
  expect(numbers).toEqual([pages, lookups, values, depth, deferred, TEXT_LIMITS.characters, TEXT_LIMITS.tokens]);
});

test('the first query in the README is valid', async () => {
  const query = /"query":"([^"]+)"/.exec(readme)?.[1] ?? '';
  expect(validate(await buildSchema(providers), parse(query))).toEqual([]);
});

test('the deferred query in the README is valid', async () => {
  const query = block('graphql');
  expect(query).toContain('@defer');
  expect(validate(await buildSchema(providers), parse(query))).toEqual([]);
});

test('what the README links to is there', () => {
  const links = [...readme.matchAll(/\]\(([^)#:]+)\)/g)].map(([, path]) => path ?? '');
  expect(links.length).toBeGreaterThan(8);
  expect(links.filter((path) => !existsSync(path))).toEqual([]);
});

import { setImmediate } from 'node:timers/promises';
import { normalizedExecutor } from '@graphql-tools/executor';
import fc from 'fast-check';
import { type GraphQLSchema, isNonNullType, parse, validate } from 'graphql';
import { expect, test } from 'vitest';
import { type AnswerForm, AS_BYTES, AS_RESULT } from '../../src/graphql/compiled/answer-form.ts';
import { type ExecuteArgs, Rest } from '../../src/graphql/compiled/execution.ts';
import { createCompiledExecutor } from '../../src/graphql/compiled/executor.ts';
import { providers } from '../../src/providers/registry.ts';
import { buildSchema } from '../../src/schema.ts';
import { createReadingMemory } from '../../src/tasks/reading-memory.ts';
import { randomOperation, randomVariables } from './operations.ts';
import { createRandom } from './random.ts';
import { failure, type Oddity, randomValue } from './values.ts';

interface TestContext {
  readonly seed: number;
  readonly oddity: Oddity;
  readonly calls: string[];
}

/** The real schema, but that its root fields answer at random: the same for the same seed, response key and arguments. */
async function randomSchema(): Promise<GraphQLSchema> {
  const schema = await buildSchema(providers);
  for (const field of Object.values(schema.getQueryType()?.getFields() ?? {})) {
    field.resolve = (_root, args, { seed, oddity, calls }: TestContext, { path, returnType }) => {
      const key = String(path.key);
      calls.push(key);
      const asked = key + JSON.stringify(args);
      const random = createRandom([...asked].reduce((sum, letter) => (sum * 31 + letter.charCodeAt(0)) | 0, seed));
      const value = () => randomValue(schema, random, oddity)(returnType, 0);
      const ticks = random.integer(4);
      const isFailing = random.chance(oddity * 2);
      // While others are still under way, a non-null one that fails late ends the answer early: which errors are in is chance then.
      if (ticks === 0 || isNonNullType(returnType)) {
        if (isFailing) throw failure();
        return isNonNullType(returnType) ? [null, ...[value()].flat()] : value();
      }
      return later(ticks, () => {
        if (isFailing) throw failure();
        return value();
      });
    };
  }
  return schema;
}

async function later<T>(ticks: number, answer: () => T): Promise<T> {
  for (let tick = 0; tick < ticks; tick += 1) await setImmediate();
  return answer();
}

const schema = await randomSchema();

interface Run {
  readonly text: string;
  readonly variables: readonly Record<string, unknown>[];
  readonly seed: number;
  readonly oddity: Oddity;
}

const runs: fc.Arbitrary<Run> = fc
  .record({ seed: fc.integer(), oddity: fc.constantFrom<Oddity>(0, 0.002, 0.05) })
  .map(({ seed, oddity }) => {
    const random = createRandom(seed);
    const text = randomOperation(schema, random);
    return { seed, oddity, text, variables: Array.from({ length: 4 }, () => randomVariables(random)) };
  })
  .filter(({ text }) => validate(schema, parse(text)).length === 0);

/** The answer as it goes out, and what it took. */
async function answerTo(execute: (args: ExecuteArgs) => unknown, { seed, oddity }: Run, args: Partial<ExecuteArgs>) {
  const calls: string[] = [];
  const contextValue = { seed, oddity, calls, sources: [], open: failure, now: 0, memory: createReadingMemory(0) };
  const result = await execute({ schema, document: parse('{ __typename }'), ...args, contextValue });
  return { text: Buffer.isBuffer(result) ? result.toString('utf8') : JSON.stringify(result), calls };
}

const plain = ({ signal: _none, ...args }: ExecuteArgs): unknown => normalizedExecutor(args);

test('compiled documents are answered as the plain executor answers them, and no root field is resolved twice', async () => {
  const tally = { operations: 0, whole: 0, errors: 0 };
  await fc.assert(
    fc.asyncProperty(runs, async (run) => {
      const compiled = createCompiledExecutor(schema);
      const document = parse(run.text);
      for (const variableValues of [run.variables[0], ...run.variables]) {
        const expected = await answerTo(plain, run, { document, variableValues });
        let isWhole = true;
        const answered = async (args: ExecuteArgs): Promise<unknown> => {
          const form: AnswerForm<unknown> = run.seed % 2 === 0 ? AS_BYTES : AS_RESULT;
          const answer = await compiled(args, form);
          if (!(answer instanceof Rest)) return answer;
          isWhole = false;
          return answer.finish(plain);
        };
        const answer = await answerTo(answered, run, { document, variableValues });
        expect(answer.text).toBe(expected.text);
        expect(answer.calls).toEqual([...new Set(answer.calls)]);
        tally.operations += 1;
        tally.whole += isWhole ? 1 : 0;
        tally.errors += answer.text.startsWith('{"errors"') ? 1 : 0;
      }
    }),
    { numRuns: Number(process.env['EQUAL_OPERATIONS'] ?? 150) },
  );
  // All three ways were gone often enough to tell something.
  expect(tally.whole).toBeGreaterThan(tally.operations / 50);
  expect(tally.errors).toBeGreaterThan(tally.operations / 50);
  expect(tally.errors).toBeLessThan(tally.operations);
});

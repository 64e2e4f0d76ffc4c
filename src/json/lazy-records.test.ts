import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ESCAPED_NAME } from '../../test/support/escaped-name.ts';
import { Chunks } from './chunks.ts';
import { lazyMember, lazyPlan, parseLazily, wholeRecord } from './lazy-records.ts';
import { parseJson } from './parse-json.ts';
import { LONGEST_TEXT, loadSplitter } from './splitter.ts';

/** Texts full of what has a meaning in JSON, around the length of a block of 64 bytes. */
const text = fc.oneof(
  fc.string({ unit: fc.constantFrom('"', '\\', '{', '}', '[', ']', ',', ':', 'a', ' ', 'é', '😀'), maxLength: 70 }),
  fc.string(),
);
/** None that is escaped: see {@link ESCAPED_NAME}. */
const name = fc
  .oneof(fc.constantFrom('id', 'one', 'two', 'name', '', 'ümlaut', '{', 'a]', '__proto__'), text)
  .filter((one) => JSON.stringify(one).length === one.length + 2);
const { nested } = fc.letrec<{ value: unknown; nested: unknown }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small' },
    fc.oneof(text, fc.double({ noNaN: true, noDefaultInfinity: true }), fc.integer(), fc.boolean(), fc.constant(null)),
    tie('nested'),
  ),
  nested: fc.oneof(fc.array(tie('value'), { maxLength: 4 }), fc.dictionary(name, tie('value'), { maxKeys: 4 })),
}));
const record = fc.dictionary(name, fc.oneof(text, fc.integer(), fc.constant(null), nested), { maxKeys: 8 });
const item = fc.oneof({ weight: 5, arbitrary: record }, nested, text);
const lists = (depth: number): fc.Arbitrary<unknown> => {
  if (depth === 0) return item;
  const inner = lists(depth - 1);
  return fc.oneof(fc.array(inner, { maxLength: 5 }), fc.dictionary(name, inner, { maxKeys: 5 }));
};
const document = fc.integer({ min: 0, max: 3 }).chain((depth) =>
  fc.record({
    depth: fc.constant(depth),
    value: lists(depth),
    atOnce: fc.subarray(['one', 'name', '', 'ümlaut', '{']),
    space: fc.constantFrom('', ' ', '\n', '\t'),
  }),
);

function many(count: number, value: unknown): readonly unknown[] {
  return Array.from({ length: count }, () => value);
}

/** What lies as deep as records do: those and other things. */
function itemsAt(depth: number, value: unknown): readonly unknown[] {
  if (depth === 0) return [value];
  return isObject(value) ? Object.values(value).flatMap((inner) => itemsAt(depth - 1, inner)) : [];
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}

/** The value with what was left of its records taken out of their text again. */
function whole(depth: number, value: unknown): unknown {
  if (depth === 0) return Array.isArray(value) ? value : wholeRecord(value);
  if (Array.isArray(value)) return value.map((inner) => whole(depth - 1, inner));
  if (!isObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, whole(depth - 1, inner)]));
}

describe('records that are parsed lazily', () => {
  test('are what JSON.parse makes of them: whole, and each member by itself', () => {
    let left = 0;
    fc.assert(
      fc.property(document, ({ depth, value, atOnce, space }) => {
        const body = Buffer.from(JSON.stringify(value, null, space));
        const parsed: unknown = JSON.parse(body.toString());
        const lazy = parseLazily(body, lazyPlan(depth, atOnce));
        expect(whole(depth, lazy)).toEqual(parsed);

        const items = itemsAt(depth, parsed);
        for (const [index, one] of itemsAt(depth, lazy).entries()) {
          const given = items[index];
          if (!isObject(one) || !isObject(given) || Array.isArray(given)) continue;
          for (const [key, member] of Object.entries(given)) {
            if (key === '' || key === '__proto__') continue;
            const isLazy = !Object.hasOwn(one, key);
            left += isLazy ? 1 : 0;
            if (!isLazy) expect(one[key]).toEqual(member);
            else if (/^[ -~]*$/.test(key)) expect(lazyMember(one, key)).toEqual(member);
            expect(isLazy).toBe(isObject(member) && !atOnce.includes(key));
          }
        }
      }),
      { numRuns: 2000 },
    );
    expect(left).toBeGreaterThan(1000);
  });

  test('are the same in a text that came in pieces', () => {
    const cuts = fc.array(fc.nat(), { maxLength: 5 });
    fc.assert(
      fc.property(document, cuts, ({ depth, value, atOnce, space }, given) => {
        const body = Buffer.from(JSON.stringify(value, null, space));
        const places = given.map((cut) => cut % body.length).sort((a, b) => a - b);
        const pieces = [...places, body.length].map((end, index) => body.subarray(places[index - 1] ?? 0, end));
        const [lazy, expected] = [new Chunks(pieces), body].map((text) => parseLazily(text, lazyPlan(depth, atOnce)));
        expect(whole(depth, lazy)).toEqual(whole(depth, expected));
        const items = itemsAt(depth, expected);
        for (const [index, one] of itemsAt(depth, lazy).entries()) {
          const same = items[index];
          if (!isObject(one) || !isObject(same)) continue;
          for (const key of ['one', 'two', 'name', 'id']) expect(lazyMember(one, key)).toEqual(lazyMember(same, key));
        }
      }),
      { numRuns: 1000 },
    );
  });

  test('are no JSON where JSON.parse finds none, but for what is left in its text', () => {
    const change = fc.record({
      // Of what comes apart at a bracket or comma, the part that is changed where it begins.
      part: fc.nat(),
      removed: fc.nat({ max: 3 }),
      added: fc.string({ unit: fc.constantFrom('"', '\\', '{', '}', '[', ']', ',', ':', '1', 'e', ' '), maxLength: 2 }),
    });
    let faults = 0;
    fc.assert(
      fc.property(document, change, ({ depth, value, atOnce, space }, { part, removed, added }) => {
        const sound = JSON.stringify(value, null, space);
        const parts = sound.split(/(?<=[[\]{},])/);
        const at = parts.slice(0, part % (parts.length + 1)).join('').length;
        const body = Buffer.from(sound.slice(0, at) + added + sound.slice(at + removed));
        fc.pre(!ESCAPED_NAME.test(body.toString()));
        const parsed = parseJson(body);
        const lazy = parseLazily(body, lazyPlan(depth, atOnce));
        if (parsed !== undefined) {
          expect(whole(depth, lazy)).toEqual(parsed);
          return;
        }
        if (lazy === undefined) return;
        faults += 1;
        // The members of some record can't be told as what its text is: that is no JSON by itself.
        const records = itemsAt(depth, lazy).filter((one) => isObject(one) && !Array.isArray(one));
        const rests = records.map((one) => (one as { '': { record(): unknown } })[''].record());
        expect(rests).toContain(undefined);
      }),
      { numRuns: 5000 },
    );
    expect(faults).toBeGreaterThan(0);
  });

  test.each([
    '{"b":1,"a":{}2}',
    '{"b":1,"a":[] true,"c":2}',
    '{"a":{},}',
    '{"a":{},1}',
    '{"b":1 "a":{}}',
    '{"b":1,,"a":{}}',
    '{"b","a":[]}',
    '{"b",[1]}',
    '{,"a":{}}',
    '{,"a":{},"b":[]}',
    '{"b":1,\u0000"a":{}}',
    '["b","a":{},"c"]',
    '{"b"[1]}',
    '{a:[1]}',
    '{"b":1,a:[1]}',
    '{"a":[1]]',
    '{"a":{}',
    '{"a":"}',
    '{"a":{}}}',
  ])('are none in a list of %s', (text) => {
    expect(parseLazily(Buffer.from(`[${text}]`), lazyPlan(1))).toBeUndefined();
  });

  // Between such quotes what is a string and what is not change places. These are seen by what is behind, or before, one alone.
  test.each([
    ['the first one ends', '" 5 "x "'],
    ['the second one begins', '" 5" x"'],
  ])('are none where quotes in several of them are not escaped: %s a string in the wrong place', (_name, text) => {
    for (let length = 0; length < 70; length += 1) {
      const faulty = (id: number) => `{" id ":" ${'x'.repeat(length)}${id} "," a ":{" t ":${text}}}`;
      const body = Buffer.from(`[${faulty(1)},{" id ":" 2 "},${faulty(3)},{" id ":" 4 "}]`);
      expect(parseLazily(body, lazyPlan(1))).toBeUndefined();
    }
  });

  // Each in a memory of its own, which grows by whole pages.
  test.each([1, 7, 3000, 4680, 4681, 4682, 10_922, 10_923])('fit the memory where %i of them lack commas', (count) => {
    for (const depth of [0, 1]) {
      for (const text of [`${'{}'.repeat(count)}{`, `[${'{}'.repeat(count)}]`, `[{${'"":[]'.repeat(count)}}]`]) {
        expect(loadSplitter()(Buffer.from(text), lazyPlan(depth))).not.toBeNull();
      }
    }
  });

  test.each([LONGEST_TEXT, LONGEST_TEXT + 1])('are read in a text of %i bytes', (length) => {
    const records = '{},'.repeat(Math.floor(length / 3) - 4);
    const body = Buffer.from(`[${records}{"a":[]}`.padEnd(length - 1).concat(']'));
    const read = parseLazily(body, lazyPlan(1)) as readonly object[];
    expect([body.length, wholeRecord(read.at(-1)), read.length]).toEqual([length, { a: [] }, records.length / 3 + 1]);
    expect('a' in (read.at(-1) ?? {})).toBe(length > LONGEST_TEXT);
  });

  test.each<[string, readonly unknown[]]>([
    ['in a text of several pages of memory', many(3000, { id: 'é', one: { text: 'x'.repeat(300) }, two: [1] })],
    ['of next to nothing', many(50_000, {})],
    ['of next to nothing but what is left out', many(50_000, { a: {} })],
    ['in a short text again', many(2, { id: 'a', one: { text: 'x' } })],
  ])('are read %s', (_name, value) => {
    const lazy = parseLazily(Buffer.from(JSON.stringify(value)), lazyPlan(1));
    expect(whole(1, lazy)).toEqual(value);
  });

  test('have members with escaped names at once', () => {
    const value = [{ 'a "name"': { is: 1 }, 'a \\': [2], one: { is: 3 }, 'a "name" more': [], two: 4 }];
    const lazy = parseLazily(Buffer.from(JSON.stringify(value)), lazyPlan(1)) as object[];
    expect(lazy[0]).toMatchObject({ 'a "name"': { is: 1 }, 'a \\': [2], two: 4 });
    expect(lazy[0]).not.toHaveProperty('one');
    expect(lazyMember(lazy[0] ?? {}, 'one')).toEqual({ is: 3 });
  });

  test('have the last of several members with one name', () => {
    const lazy = parseLazily(Buffer.from('[{"one":{"is":1},"one":{"is":2}}]'), lazyPlan(1)) as object[];
    expect(lazyMember(lazy[0] ?? {}, 'one')).toEqual({ is: 2 });
  });

  test('that hold what is no JSON where nobody looks are read but for that, and not whole', () => {
    const [record = {}] = parseLazily(Buffer.from('[{"id":"a","one":{NaN},"two":[2]}]'), lazyPlan(1)) as object[];
    expect(lazyMember(record, 'one')).toBeUndefined();
    expect(lazyMember(record, 'two')).toEqual([2]);
    expect(wholeRecord(record)).toBeUndefined();
  });
});

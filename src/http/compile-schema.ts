import { z } from 'zod';
import { lazyMember } from '../json/lazy-records.ts';

/** What a compiled schema answers for a value that does not fit. */
export const MISFIT: unique symbol = Symbol('misfit');

/** What a value is read as, or {@link MISFIT}, without a word why. */
export type Read<T> = (value: unknown) => T | typeof MISFIT;

/**
 * Compiles a schema into plain tests: zod makes an object for each member that it looks at, which is felt over the thousands of
 * members of a large page. What this knows nothing of is left to zod itself, member by member.
 * Compiled when first asked for. Free objects, and lists of anything, are handed on as they are, not copied.
 */
export function compiled<T>(schema: z.ZodType<T>): Read<T> {
  const read = known.get(schema) ?? readerOf(schema);
  known.set(schema, read);
  // Kept by the schema that it was compiled from.
  return read as Read<T>;
}

const known = new WeakMap<z.ZodType, Read<unknown>>();

/** Reads each member of an object by itself: null where it is absent or does not fit. */
export type MemberReaders<T> = {
  readonly [Name in keyof T]-?: (object: unknown) => Exclude<T[Name], undefined> | null;
};

/**
 * Compiles the members of a schema one by one, for objects of which few members are looked at: lazy records too.
 * What is read must be an object: null and undefined throw.
 */
export function compiledMembers<T extends z.core.$ZodLooseShape>(
  schema: z.ZodObject<T>,
): MemberReaders<z.output<typeof schema>> {
  const readers = Object.entries(schema._zod.def.shape).map(([name, member]) => [name, memberReader(name, member)]);
  return Object.fromEntries(readers);
}

function memberReader(name: string, schema: z.core.$ZodType): (object: unknown) => unknown {
  const part = lenientPart(schema);
  const key = JSON.stringify(name);
  const lines =
    inlined(schema, 'v') ??
    `if (v === undefined) v = lazyMember(o, ${key});
    ${part ? 'v = v === undefined || v === null ? null : read(v);' : 'v = read(v);'} if (v === misfit || v === undefined) v = null;`;
  const text = `return (o) => { let v = o[${key}]; ${lines} return v; };`;
  return new Function('read', 'misfit', 'lazyMember', text)(readerOf(part ?? schema), MISFIT, lazyMember);
}

function readerOf(schema: z.core.$ZodType): Read<unknown> {
  const read = typeReaderOf(schema);
  const checks = (schema._zod.def.checks ?? []).map(testOf);
  if (read === null || !checks.every((check) => check !== null)) {
    return (value) => {
      const parsed = z.safeParse(schema, value);
      return parsed.success ? parsed.data : MISFIT;
    };
  }
  if (checks.length === 0) return read;
  return (value) => {
    const data = read(value);
    return data !== MISFIT && checks.every((check) => check(data)) ? data : MISFIT;
  };
}

/** Null for what is left to zod. */
function typeReaderOf(schema: z.core.$ZodType): Read<unknown> | null {
  if (schema instanceof z.ZodString) return (value) => (typeof value === 'string' ? value : MISFIT);
  if (schema instanceof z.ZodBoolean) return (value) => (typeof value === 'boolean' ? value : MISFIT);
  if (schema instanceof z.ZodNumberFormat) return schema._zod.def.format === 'int32' ? readInt32 : null;
  if (schema instanceof z.ZodNumber) return (value) => (Number.isFinite(value) ? value : MISFIT);
  if (schema instanceof z.ZodLiteral) return oneOf(schema._zod.def.values);
  if (schema instanceof z.ZodUnknown) return (value) => value;
  if (schema instanceof z.ZodOptional) return passing(undefined, readerOf(schema._zod.def.innerType));
  if (schema instanceof z.ZodNullable) return passing(null, readerOf(schema._zod.def.innerType));
  if (schema instanceof z.ZodCatch) return catching(schema);
  if (schema instanceof z.ZodPipe) return piping(schema);
  if (schema instanceof z.ZodArray) return arrayReader(schema);
  if (schema instanceof z.ZodRecord) return recordReader(schema);
  if (schema instanceof z.ZodObject) return objectReader(schema);
  return null;
}

/** Null for what is left to zod. */
function testOf(check: z.core.$ZodCheck): ((value: unknown) => boolean) | null {
  if (check instanceof z.core.$ZodCheckMinLength) {
    const { minimum } = check._zod.def;
    return (value) => typeof value === 'string' && value.length >= minimum;
  }
  if (check instanceof z.core.$ZodCheckGreaterThan) {
    const { value: bound, inclusive } = check._zod.def;
    return (value) => typeof value === 'number' && (inclusive ? value >= Number(bound) : value > Number(bound));
  }
  if (check instanceof z.core.$ZodCheckLessThan) {
    const { value: bound, inclusive } = check._zod.def;
    return (value) => typeof value === 'number' && (inclusive ? value <= Number(bound) : value < Number(bound));
  }
  if (check instanceof z.ZodCustom) {
    const { fn } = check._zod.def;
    return (value) => Boolean(fn(value));
  }
  return null;
}

function readInt32(value: unknown): unknown {
  return typeof value === 'number' && (value | 0) === value ? value : MISFIT;
}

function oneOf(values: readonly unknown[]): Read<unknown> {
  return (value) => (values.includes(value) ? value : MISFIT);
}

function passing(none: null | undefined, read: Read<unknown>): Read<unknown> {
  return (value) => (value === none ? none : read(value));
}

/** Only what is caught whatever went wrong: a function may look at why. */
function catching(schema: z.ZodCatch): Read<unknown> | null {
  const { innerType, catchValue } = schema._zod.def;
  if (catchValue.length > 0) return null;
  const read = readerOf(innerType);
  return (value) => {
    const data = read(value);
    return data === MISFIT ? catchValue(undefined as never) : data;
  };
}

/** A transformation, which may report faults of its own. */
function piping(schema: z.ZodPipe): Read<unknown> | null {
  const { in: from, out } = schema._zod.def;
  if (!(out instanceof z.ZodTransform)) return null;
  const { transform } = out._zod.def;
  const read = readerOf(from);
  return (value) => {
    const data = read(value);
    if (data === MISFIT) return MISFIT;
    const issues: z.core.$ZodRawIssue[] = [];
    const context = { value: data, issues, addIssue: () => issues.push(FAULT) };
    const made = transform(data, context);
    return issues.length === 0 ? made : MISFIT;
  };
}

/** Stands for whatever a transformation reports: that it did is all that is asked. */
const FAULT: z.core.$ZodRawIssue = { code: 'custom', input: undefined };

function arrayReader(schema: z.ZodArray): Read<unknown> {
  const { element } = schema._zod.def;
  if (element instanceof z.ZodUnknown) return (value) => (Array.isArray(value) ? value : MISFIT);
  const read = readerOf(element);
  return (value) => {
    if (!Array.isArray(value)) return MISFIT;
    const items: unknown[] = [];
    for (let index = 0; index < value.length; index += 1) {
      const data = read(value[index]);
      if (data === MISFIT) return MISFIT;
      items.push(data);
    }
    return items;
  };
}

function recordReader(schema: z.ZodRecord): Read<unknown> | null {
  const { keyType, valueType } = schema._zod.def;
  if (!(keyType instanceof z.ZodString) || !(valueType instanceof z.ZodUnknown)) return null;
  return (value) => (isObject(value) ? value : MISFIT);
}

function isObject(value: unknown): boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/**
 * One literal with all members, so that all objects of a schema are of one shape; the names are those of our own schemas.
 * Null for what is left to zod.
 */
function objectReader(schema: z.ZodObject): Read<unknown> | null {
  const { shape, catchall } = schema._zod.def;
  if (catchall !== undefined && !(catchall instanceof z.ZodUnknown)) return null;
  const members = Object.entries(shape);
  const readers: Read<unknown>[] = [];
  const lines = members.map(([name, member], index) => {
    const value = `v${index}`;
    const known = inlined(member, value);
    if (known !== null) return `let ${value} = o[${JSON.stringify(name)}]; ${known}`;
    const inner = lenientPart(member) ?? member;
    const read = `r${readers.push(readerOf(inner)) - 1}`;
    if (inner !== member) {
      return `let ${value} = o[${JSON.stringify(name)}]; ${value} = ${value} === undefined || ${value} === null ? null : ${read}(${value}); if (${value} === misfit) ${value} = null;`;
    }
    const call = `${read}(o[${JSON.stringify(name)}])`;
    const { optin, optout } = member._zod;
    // Zod tells a member that is absent from one that is undefined.
    const absent = optin === undefined ? 'misfit' : optout === 'optional' ? 'undefined' : call;
    return `const ${value} = ${absent === call ? call : `${JSON.stringify(name)} in o ? ${call} : ${absent}`}; if (${value} === misfit) return misfit;`;
  });
  const literal = `{ ${members.map(([name], index) => `${JSON.stringify(name)}: v${index}`).join(', ')} }`;
  const text = `const [${readers.map((_reader, index) => `r${index}`).join(', ')}] = readers;
return (o) => {
  if (!isObject(o)) return misfit;
  ${lines.join('\n  ')}
  return ${catchall === undefined ? literal : `withOthers(${literal}, o)`};
};`;
  return new Function('readers', 'misfit', 'isObject', 'withOthers', text)(readers, MISFIT, isObject, withOthers);
}

/** What makes a member null that is absent or null: a schema that is caught to null and piped into this is compiled in line. */
export function nullIfAbsent<T>(value: T): NonNullable<T> | null {
  return value ?? null;
}

/** The schema within one that is null wherever that does not fit; null for any other. */
function lenientPart(schema: z.core.$ZodType): z.core.$ZodType | null {
  if (!(schema instanceof z.ZodPipe)) return null;
  const { in: caught, out } = schema._zod.def;
  if (!(out instanceof z.ZodTransform) || out._zod.def.transform !== nullIfAbsent) return null;
  if (!(caught instanceof z.ZodCatch) || caught._zod.def.catchValue.length > 0) return null;
  if (caught._zod.def.catchValue(undefined as never) !== null) return null;
  const { innerType: optional } = caught._zod.def;
  if (!(optional instanceof z.ZodOptional)) return null;
  const { innerType: nullable } = optional._zod.def;
  return nullable instanceof z.ZodNullable ? nullable._zod.def.innerType : null;
}

/** A statement that leaves null in a variable where its value is none of a lenient member's plain type; null for any other schema. */
function inlined(schema: z.core.$ZodType, value: string): string | null {
  const part = lenientPart(schema);
  if (part === null || (part._zod.def.checks ?? []).length > 0) return null;
  if (part instanceof z.ZodString) return `if (typeof ${value} !== 'string') ${value} = null;`;
  if (part instanceof z.ZodBoolean) return `if (typeof ${value} !== 'boolean') ${value} = null;`;
  if (part instanceof z.ZodNumberFormat) {
    if (part._zod.def.format !== 'int32') return null;
    return `if (typeof ${value} !== 'number' || (${value} | 0) !== ${value}) ${value} = null;`;
  }
  if (part instanceof z.ZodNumber) return `if (!Number.isFinite(${value})) ${value} = null;`;
  return null;
}

/** All that a loose object holds: what was read of the members that its schema names, unless they are absent, and the others. */
function withOthers(known: Record<string, unknown>, given: Record<string, unknown>): Record<string, unknown> {
  const all: Record<string, unknown> = {};
  for (const name of Object.keys(known)) {
    if (known[name] !== undefined || name in given) all[name] = known[name];
  }
  for (const name of Object.keys(given)) {
    // As a member it would be the copy's prototype.
    if (name !== '__proto__' && !Object.hasOwn(known, name)) all[name] = given[name];
  }
  return all;
}

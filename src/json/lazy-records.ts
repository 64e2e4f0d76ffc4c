import { around, type Bytes, type Span } from './chunks.ts';
import { parseJson } from './parse-json.ts';
import { LONGEST_TEXT, type SplitPlan, split } from './splitter.ts';

/**
 * Where an answer's records are, and which of their nested members are parsed with them. All others stay text until they are
 * looked at: parsing is most of what a page costs.
 */
export type LazyPlan = SplitPlan;

/**
 * A plan for {@link parseLazily}.
 * @param depth objects and lists around a record: 1 in a list or a map of records.
 * @param atOnce names of the nested members to parse with a record, because nearly every query looks at them, or a record is
 * judged by them.
 */
export function lazyPlan(depth: number, atOnce: readonly string[] = []): LazyPlan {
  const names = Buffer.concat(atOnce.map((name) => Buffer.from([Buffer.byteLength(name), ...Buffer.from(name)])));
  return { depth, names };
}

/**
 * The value of a JSON text, undefined where it is none, but for the nested members of its records: {@link lazyMember} reads those,
 * {@link wholeRecord} whole records. What stays text is not known to be JSON: only its brackets and quotes were looked at.
 * A name that a record has twice, which JSON leaves to who reads it, may mean another of the two than it means to JSON.parse.
 */
export function parseLazily(body: Bytes, plan: LazyPlan): unknown {
  const parts = body.length > LONGEST_TEXT ? null : split(body, plan);
  if (parts === null) return parseJson(body);
  const value = parseJson(parts.short);
  hold(value, plan.depth, body, parts.table);
  return value;
}

/**
 * A member that was left in its text; undefined where there is none, or its text is no JSON.
 * @param name of ASCII characters.
 */
export function lazyMember(record: object, name: string): unknown {
  const rest = restOf(record);
  return rest ? rest.member(name) : undefined;
}

/** A record with all its members; undefined where its text is no JSON. What is no lazy record is handed back as it is. */
export function wholeRecord(record: unknown): unknown {
  const rest = typeof record === 'object' && record !== null ? restOf(record) : null;
  return rest ? rest.record() : record;
}

/** The member of a lazy record that leads to what of it is text. The splitter adds it last, so that it wins over one of the record's own. */
const REST = '';

/** In the splitter's table, bytes of an integer, of a record's entry, and of each of those of its members behind it. */
const INTEGER_SIZE = 4;
const RECORD_SIZE = 3 * INTEGER_SIZE;
const MEMBER_SIZE = 4 * INTEGER_SIZE;

/** What of one record was left in its text. */
class Rest {
  readonly #body: Bytes;
  readonly #table: Buffer;
  readonly #entry: number;

  constructor(body: Bytes, table: Buffer, entry: number) {
    this.#body = body;
    this.#table = table;
    this.#entry = entry;
  }

  record(): unknown {
    return this.#parse(this.#span(), this.#entry);
  }

  member(name: string): unknown {
    const span = this.#span();
    const first = this.#entry + RECORD_SIZE;
    const count = this.#at(this.#entry, 2);
    // From the last on: that is the one that counts of a name that comes twice.
    for (let at = first + MEMBER_SIZE * (count - 1); at >= first; at -= MEMBER_SIZE) {
      if (this.#isNamed(span, at, name)) return this.#parse(span, at + 2 * INTEGER_SIZE);
    }
    return undefined;
  }

  #span(): Span {
    return around(this.#body, this.#at(this.#entry, 0), this.#at(this.#entry, 1));
  }

  #isNamed({ bytes, from }: Span, at: number, name: string): boolean {
    const start = this.#at(at, 0);
    if (this.#at(at, 1) - start !== name.length) return false;
    for (let index = 0; index < name.length; index += 1) {
      if (bytes[start - from + index] !== name.charCodeAt(index)) return false;
    }
    return true;
  }

  /** The text whose beginning and end stand here in the table. */
  #parse({ bytes, from }: Span, at: number): unknown {
    return parseJson(bytes.toString('utf8', this.#at(at, 0) - from, this.#at(at, 1) - from));
  }

  #at(place: number, index: number): number {
    return this.#table.readInt32LE(place + index * INTEGER_SIZE);
  }
}

function restOf(record: object): Rest | null {
  const rest = REST in record ? record[REST] : null;
  return rest instanceof Rest ? rest : null;
}

/** Puts what was left of each record in the place of the number that the splitter gave it. */
function hold(value: unknown, depth: number, body: Bytes, table: Buffer): void {
  if (typeof value !== 'object' || value === null) return;
  if (depth > 0) {
    for (const item of Array.isArray(value) ? value : Object.values(value)) hold(item, depth - 1, body, table);
  } else if (!Array.isArray(value)) {
    const record = value as Record<string, unknown>;
    record[REST] = new Rest(body, table, Number(record[REST]));
  }
}

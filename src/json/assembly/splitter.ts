/**
 * AssemblyScript, not TypeScript: `npm run build:wasm` compiles it to `../splitter.wasm`.
 *
 * Splits a JSON text of many records into a short text of what is to be parsed at once, and a table of where the rest lies.
 * Sixteen bytes are looked at in one instruction, and only brackets outside of strings are looked at one by one.
 *
 * Addresses are those of the memory that is shared with the caller; values in the table are 32-bit integers, and places in the
 * text are counted from its beginning. Of each record, in order: where it begins and ends, how many members were left out of it,
 * and of each of those where its name begins (behind the quote) and ends and where its value begins and ends.
 */

const RECORD_SIZE = 12;
const MEMBER_SIZE = 16;

const QUOTE: u8 = 0x22;
const COMMA: u8 = 0x2c;
const COLON: u8 = 0x3a;
const BACKSLASH: u8 = 0x5c;
const OPEN_BRACE: u8 = 0x7b;
const CLOSE_BRACE: u8 = 0x7d;
/** Set in a brace, and not in the bracket of a list, which is the same otherwise. */
const BRACE_BIT: i8 = 0x20;

let text = 0;
let depth = 0;
let names = 0;
let namesEnd = 0;
let table = 0;

let shortEnd = 0;
let tableEnd = 0;
/** What of the text is neither copied nor left out yet begins here. */
let pending = 0;
let nesting = 0;
/** Entry of the record that is open; 0 for none. */
let record = 0;
/** Where the value begins that is to be left out, and where its name begins and ends; 0 for none. */
let value = 0;
let name = 0;
let nameEnd = 0;

/** Where the table ends, after a split. */
export function endOfTable(): i32 {
  return tableEnd;
}

/**
 * Leaves out of each record, an object with `recordDepth` others around it, the members that are objects or lists, but for those
 * named; and gives it a last member '' with the place of its entry in the table, in bytes. What is no JSON stays so, but for what
 * is left out: of that only the brackets are counted, and strings told from what is around them.
 * @param textStart begins the text; behind its end is room for 64 bytes.
 * @param namesStart names, each behind its length, a byte.
 * @param shortStart of room for seven times the text: the two bytes of an empty record become thirteen.
 * @param tableStart of room for six times the text, and a record's entry more.
 * @returns where the short text ends; 0 where there are quotes that nothing in JSON could be around.
 */
export function split(
  textStart: i32,
  textEnd: i32,
  recordDepth: i32,
  namesStart: i32,
  namesStop: i32,
  shortStart: i32,
  tableStart: i32,
): i32 {
  text = pending = textStart;
  depth = recordDepth;
  names = namesStart;
  namesEnd = namesStop;
  shortEnd = shortStart;
  table = tableEnd = tableStart;
  nesting = record = value = 0;
  // What no JSON text holds ends all that is looked for.
  for (let end = textEnd; end < textEnd + 64; end += 16) v128.store(end, i8x16.splat(-1));
  /** All ones while a string goes on from block to block. */
  let inString: u64 = 0;
  /** One where the last byte of the block before escapes the first of this one. */
  let escapesNext: u64 = 0;
  /** One where that byte may stand before a string, and where it ends one. */
  let separatesNext: u64 = 1;
  let endsBefore: u64 = 0;
  /** Quotes without what has to be before, or behind, a string: with some that are not escaped all that follows may be misread. */
  let stray: u64 = 0;

  for (let block = textStart; block < textEnd; block += 64) {
    const a = v128.load(block);
    const b = v128.load(block, 16);
    const c = v128.load(block, 32);
    const d = v128.load(block, 48);

    let quotes = bitsOf(a, b, c, d, QUOTE);
    const backslashes = bitsOf(a, b, c, d, BACKSLASH);
    if ((backslashes | escapesNext) !== 0) {
      const escaped = escapedBy(backslashes & ~escapesNext) | escapesNext;
      escapesNext = (backslashes & ~escaped) >> 63;
      quotes &= ~escaped;
    }
    const strings = spansOf(quotes) ^ inString;
    inString = <u64>(<i64>strings >> 63);

    const separators = separatorsIn(a, b, c, d);
    const ends = quotes & ~strings;
    stray |= quotes & strings & ~((separators << 1) | separatesNext);
    stray |= ((ends << 1) | endsBefore) & ~separators;
    separatesNext = separators >> 63;
    endsBefore = ends >> 63;

    const brace = i8x16.splat(BRACE_BIT);
    const a2 = v128.or(a, brace);
    const b2 = v128.or(b, brace);
    const c2 = v128.or(c, brace);
    const d2 = v128.or(d, brace);
    const opening = bitsOf(a2, b2, c2, d2, OPEN_BRACE) & ~strings;
    let brackets = opening | (bitsOf(a2, b2, c2, d2, CLOSE_BRACE) & ~strings);
    while (brackets !== 0) {
      const lowest = brackets & (0 - brackets);
      const at = block + <i32>ctz(lowest);
      brackets ^= lowest;
      if ((opening & lowest) !== 0) open(at);
      else close(at);
    }
  }
  copyTo(textEnd);
  return stray === 0 ? shortEnd : 0;
}

function open(at: i32): void {
  if (nesting === depth && load<u8>(at) === OPEN_BRACE) {
    record = tableEnd;
    tableEnd += RECORD_SIZE;
    store<i32>(record, at - text);
    store<i32>(record, 0, 8);
  } else if (nesting === depth + 1 && record !== 0) {
    nameEnd = nameEndBefore(at);
    name = nameEnd === 0 ? 0 : nameBefore(nameEnd);
    if (name !== 0 && !isNamed()) value = at;
  }
  nesting += 1;
}

function close(at: i32): void {
  nesting -= 1;
  if (nesting === depth + 1 && value !== 0) {
    leaveOut(at + 1);
    value = 0;
  } else if (nesting === depth && record !== 0) {
    copyTo(at);
    store<i32>(record, at + 1 - text, 4);
    mark(record - table);
    record = 0;
  }
}

/**
 * Leaves out a member, if it stands between `{` or `,` and `,` or `}` as in JSON: else bad JSON could become good without it.
 * What begins behind an escaped quote is no whole name, and stays for that reason, too.
 */
function leaveOut(valueEnd: i32): void {
  const before = lastBefore(name - 1);
  const after = firstFrom(valueEnd);
  const isFollowed = load<u8>(after) === COMMA;
  if (!isFollowed && load<u8>(after) !== CLOSE_BRACE) return;
  if (load<u8>(before) === COMMA && before >= pending) {
    // With the comma before it.
    if (load<u8>(lastBefore(before)) === OPEN_BRACE) return;
    copyTo(before);
    pending = valueEnd;
  } else {
    // The first member, or the first that is not left out: with the comma behind it.
    if (load<u8>(before) !== COMMA && load<u8>(before) !== OPEN_BRACE) return;
    const next = isFollowed ? firstFrom(after + 1) : after;
    if (isFollowed && load<u8>(next) !== QUOTE) return;
    copyTo(max(before + 1, pending));
    pending = next;
  }
  store<i32>(tableEnd, name - text);
  store<i32>(tableEnd, nameEnd - text, 4);
  store<i32>(tableEnd, value - text, 8);
  store<i32>(tableEnd, valueEnd - text, 12);
  store<i32>(record, load<i32>(record, 8) + 1, 8);
  tableEnd += MEMBER_SIZE;
}

/** One bit for each of 64 bytes that is this one, the first byte's the lowest. */
function bitsOf(a: v128, b: v128, c: v128, d: v128, byte: u8): u64 {
  const wanted = i8x16.splat(byte);
  return (
    <u64>(<u32>i8x16.bitmask(i8x16.eq(a, wanted))) |
    ((<u64>(<u32>i8x16.bitmask(i8x16.eq(b, wanted)))) << 16) |
    ((<u64>(<u32>i8x16.bitmask(i8x16.eq(c, wanted)))) << 32) |
    ((<u64>(<u32>i8x16.bitmask(i8x16.eq(d, wanted)))) << 48)
  );
}

/** One bit for each of 64 bytes that is white space, a bracket, a comma or a colon: such stand around a string. */
function separatorsIn(a: v128, b: v128, c: v128, d: v128): u64 {
  return separatorsIn16(a) | (separatorsIn16(b) << 16) | (separatorsIn16(c) << 32) | (separatorsIn16(d) << 48);
}

/** By both halves of a byte: 1 is tab and line ends, 2 space and comma, 4 the colon, 8 the brackets. */
function separatorsIn16(bytes: v128): u64 {
  const low = i8x16.swizzle(i8x16(2, 0, 0, 0, 0, 0, 0, 0, 0, 1, 5, 8, 2, 9, 0, 0), v128.and(bytes, i8x16.splat(0x0f)));
  const high = i8x16.swizzle(i8x16(1, 0, 2, 4, 0, 8, 0, 8, 0, 0, 0, 0, 0, 0, 0, 0), i8x16.shr_u(bytes, 4));
  return <u64>(<u32>i8x16.bitmask(i8x16.ne(v128.and(low, high), i8x16.splat(0))));
}

/** What backslashes escape: of a run of them every other one escapes the next. */
function escapedBy(backslashes: u64): u64 {
  let escaped: u64 = 0;
  for (let left = backslashes; left !== 0; ) {
    const next = (left & (0 - left)) << 1;
    escaped |= next;
    left &= (left - 1) & ~next;
  }
  return escaped;
}

/** Ones from each quote that opens a string to what is before the one that closes it. */
function spansOf(quotes: u64): u64 {
  let bits = quotes;
  bits ^= bits << 1;
  bits ^= bits << 2;
  bits ^= bits << 4;
  bits ^= bits << 8;
  bits ^= bits << 16;
  bits ^= bits << 32;
  return bits;
}

/** The byte before `end` that is no white space. */
function lastBefore(end: i32): i32 {
  let at = end - 1;
  while (isSpace(load<u8>(at))) at -= 1;
  return at;
}

/** The first byte from `start` on that is no white space. */
function firstFrom(start: i32): i32 {
  let at = start;
  while (isSpace(load<u8>(at))) at += 1;
  return at;
}

/** Whether a byte is a space, a tab, or the end of a line. */
function isSpace(byte: u8): bool {
  return byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09;
}

/** The quote behind the name of what begins here; 0 where that is no member. */
function nameEndBefore(start: i32): i32 {
  const colon = lastBefore(start);
  if (load<u8>(colon) !== COLON) return 0;
  const quote = lastBefore(colon);
  return load<u8>(quote) === QUOTE ? quote : 0;
}

/** Where a name begins, behind its quote; 0 where something in it is escaped. */
function nameBefore(end: i32): i32 {
  let at = end - 1;
  while (load<u8>(at) !== QUOTE) {
    if (load<u8>(at) === BACKSLASH) return 0;
    at -= 1;
  }
  return at + 1;
}

/** Whether the name is one of those that stay. */
function isNamed(): bool {
  const length = nameEnd - name;
  for (let at = names; at < namesEnd; at += 1 + <i32>load<u8>(at)) {
    if (<i32>load<u8>(at) === length && memory.compare(name, at + 1, length) === 0) return true;
  }
  return false;
}

/** Copies the text up to here, but for what was left out. */
function copyTo(end: i32): void {
  memory.copy(shortEnd, pending, end - pending);
  shortEnd += end - pending;
  pending = end;
}

/** Adds a last member to a record: '' with a number. */
function mark(number: i32): void {
  if (load<u8>(lastBefore(shortEnd)) !== OPEN_BRACE) put(COMMA);
  put(QUOTE);
  put(QUOTE);
  put(COLON);
  let power = 1;
  while (number / power >= 10) power *= 10;
  for (; power > 0; power /= 10) put(<u8>(0x30 + ((number / power) % 10)));
}

function put(byte: u8): void {
  store<u8>(shortEnd, byte);
  shortEnd += 1;
}

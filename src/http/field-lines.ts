import type { ErrorCode } from "../core/errors.ts";
import { END, tokenChar } from "./characters.ts";
import { CONTENT_LENGTH, fieldTable, irregular, kindNames, letterShift, mostFields, width } from "./field-table.ts";
import type { SyntaxFault } from "./types.ts";

const CR = 13;
const LF = 10;
const COLON = 58;
const SP = 32;
const DEL = 127;
const HTAB = 9;
const ZERO = 48;

// What is looked at for each byte is a constant of this module: an imported one is loaded anew each time.
const tokens: Uint8Array = tokenChar;
const { positions } = fieldTable;

/** The kind that a name of this length and first letter (`code & 31`) may have: `length * 32 + letter`. */
const candidates = new Uint8Array(32 * 32);
/** Its name, lower case, from `kind * 32` on. */
const candidateNames = new Uint8Array(kindNames.length * 32);
for (const [kind, name] of kindNames.entries()) {
  if (kind > 0) candidates[name.length * 32 + (name.charCodeAt(0) & 31)] = kind;
  for (let i = 0; i < name.length; i++) candidateNames[kind * 32 + i] = name.charCodeAt(i);
}

/** Kind of the name `bytes[start, end)`, a token. */
function kindOf(bytes: Uint8Array, start: number, end: number): number {
  const length = end - start;
  if (length > 31) return 0;
  const kind = candidates[length * 32 + (bytes[start] & 31)];
  if (kind === 0) return 0;
  const name = kind * 32 - start;
  // Setting the bit of lower case makes "-" of CR alone besides "-", and a token has no CR.
  for (let at = start; at < end; at++) if ((bytes[at] | 0x20) !== candidateNames[name + at]) return 0;
  return kind;
}

/** `read` needs more input; parsing continues at `resumeAt`. */
export const NEED_MORE = -1;
/** `read` refused the input; `fault` says why. */
export const REFUSED = -2;

/**
 * Field lines up to the empty line that ends them (RFC 9112 section 5), strict: each line is `name ":" OWS value OWS CRLF`.
 * What is read stands in the process's one `FieldTable`. Owned by a parser, one for its head and one for trailers; resumable
 * at line boundaries so that a head fed byte by byte costs linear time.
 */
export class FieldLines {
  /** After `NEED_MORE`: where the incomplete line begins, counted from the head's first byte. */
  resumeAt = 0;
  fault: SyntaxFault | null = null;
  private readonly maxFields: number;
  /** The table's content between two reads of one head. */
  private saved: Int32Array | null = null;

  constructor(maxFields: number) {
    this.maxFields = maxFields;
    if (maxFields > mostFields) throw new RangeError(`maxFields is at most ${mostFields}`);
  }

  /** Forgets a head that was begun. */
  reset(): void {
    this.saved = null;
    this.resumeAt = 0;
  }

  /**
   * Reads the lines in `bytes[start, end)` of a head that begins at `base`; returns the position after the empty line,
   * `NEED_MORE` or `REFUSED`. Bytes and no string: scanned, they cost a quarter (measured: 95 instead of 400 ns for a head of
   * four lines), because a string's representation is looked up at each character.
   */
  read(bytes: Uint8Array, start: number, end: number, base: number): number {
    const table = fieldTable;
    if (this.saved === null) table.clear();
    else {
      table.restore(this.saved);
      this.saved = null;
    }
    let { count } = table;
    let at = start;
    for (;;) {
      const lineStart = at;
      const first = at < end ? bytes[at] : END;
      let code = first;
      if (code === CR) {
        table.count = count;
        if (at + 1 >= end) return this.more(lineStart - base);
        if (bytes[at + 1] === LF) return at + 2;
        return this.refuse("bad_line_ending", "a carriage return is not followed by a line feed");
      }
      while (tokens[code] === 1) code = ++at < end ? bytes[at] : END;
      const nameEnd = at;
      if (code !== COLON || nameEnd === lineStart) {
        table.count = count;
        return code === END ? this.more(lineStart - base) : this.refuseName(code, nameEnd === lineStart);
      }
      code = ++at < end ? bytes[at] : END;
      const spaced = code === SP;
      while (code === SP || code === HTAB) code = ++at < end ? bytes[at] : END;
      const valueStart = at;
      // fieldValueChar written out: values are most of a head, and comparing costs 1.6 ns a byte where the table costs 2.1.
      while (at < end && (code = bytes[at]) !== DEL && (code >= SP || code === HTAB)) at++;
      if (at >= end) code = END;
      if (code !== CR || at + 1 >= end || bytes[at + 1] !== LF) {
        table.count = count;
        if (code === END || (code === CR && at + 1 >= end)) return this.more(lineStart - base);
        return this.refuseValue(code);
      }
      let valueEnd = at;
      while (valueEnd > valueStart && isSpace(bytes[valueEnd - 1])) valueEnd--;
      if (count >= this.maxFields) {
        return this.refuse("too_many_headers", `more than ${this.maxFields} field lines`);
      }
      const kind = kindOf(bytes, lineStart, nameEnd);
      if (kind !== 0) table.meet(kind, count);
      // As everybody writes it: `name: value`, a number without leading zeros.
      const usual =
        spaced &&
        valueStart === nameEnd + 2 &&
        valueEnd === at &&
        (kind !== CONTENT_LENGTH || bytes[valueStart] !== ZERO || valueEnd - valueStart === 1);
      const into = count * width;
      positions[into] = lineStart - base;
      positions[into + 1] = nameEnd - base;
      positions[into + 2] = valueStart - base;
      positions[into + 3] = valueEnd - base;
      positions[into + 4] = ((first & 31) << letterShift) | (usual ? kind : kind | irregular);
      count++;
      at += 2;
    }
  }

  private more(lineStart: number): number {
    this.resumeAt = lineStart;
    if (fieldTable.count > 0) this.saved = fieldTable.save();
    return NEED_MORE;
  }

  private refuse(code: ErrorCode, message: string): number {
    this.fault = { code, message };
    return REFUSED;
  }

  private refuseName(code: number, first: boolean): number {
    if (code === LF) return this.refuse("bad_line_ending", "a line ends with a bare line feed");
    if (code === CR) return this.refuse("bad_header_name", "a field line has no colon");
    if (first && (code === SP || code === HTAB)) {
      return this.refuse("obsolete_line_folding", "a field line starts with white space (obsolete line folding)");
    }
    if (first && code === COLON) return this.refuse("bad_header_name", "a field name is empty");
    if (code === SP || code === HTAB)
      return this.refuse("bad_header_name", "white space before the colon of a field line");
    return this.refuse("bad_header_name", `character 0x${code.toString(16).padStart(2, "0")} in a field name`);
  }

  private refuseValue(code: number): number {
    if (code === LF) return this.refuse("bad_line_ending", "a line ends with a bare line feed");
    if (code === CR) return this.refuse("bad_line_ending", "a carriage return is not followed by a line feed");
    return this.refuse("bad_header_value", `character 0x${code.toString(16).padStart(2, "0")} in a field value`);
  }
}

/** `text` without SP and HTAB around it. `trim()` would take more: the byte 0xA0 makes `chunked` another coding. */
export function trimmed(text: string): string {
  let start = 0;
  let end = text.length;
  while (start < end && isSpace(text.charCodeAt(start))) start++;
  while (end > start && isSpace(text.charCodeAt(end - 1))) end--;
  return text.substring(start, end);
}

function isSpace(code: number): boolean {
  return code === SP || code === HTAB;
}

import { bytesOf, hasBytes } from "./bytes.ts";
import { trimmed } from "./field-lines.ts";
import { CONNECTION, CONTENT_LENGTH, EXPECT, type FieldTable, TRANSFER_ENCODING, UPGRADE } from "./field-table.ts";
import type { SyntaxFault } from "./types.ts";

/** Body framing as the fields of a head declare it, before the rules for requests and responses apply. */
export interface DeclaredFraming {
  /** Value of Content-Length, or -1 without one. */
  contentLength: number;
  chunked: boolean;
  /** Options of Connection that concern this hop. */
  close: boolean;
  keepAlive: boolean;
  /** There is one Connection, and it is `keep-alive` to the letter. */
  onlyKeepAlive: boolean;
  connectionUpgrade: boolean;
  /** Connection has further options: fields of this hop. */
  namesFields: boolean;
  upgrade: boolean;
  /** Value of Expect, or null. */
  expect: string | null;
  fault: SyntaxFault | null;
}

const declared: DeclaredFraming = {
  contentLength: -1,
  chunked: false,
  close: false,
  keepAlive: false,
  onlyKeepAlive: false,
  connectionUpgrade: false,
  namesFields: false,
  upgrade: false,
  expect: null,
  fault: null,
};

/** Value of the plain decimal number `bytes[start, end)` within 2^53, else -1. */
function decimal(bytes: Buffer, start: number, end: number): number {
  let value = 0;
  for (let at = start; at < end; at++) {
    const digit = bytes[at] - 48;
    if (digit < 0 || digit > 9) return -1;
    // Rounding above 2^53 is harmless: such a number is refused, and it only grows.
    value = value * 10 + digit;
  }
  return start === end || value > Number.MAX_SAFE_INTEGER ? -1 : value;
}

function refuse(into: DeclaredFraming, code: SyntaxFault["code"], message: string): void {
  into.fault ??= { code, message };
}

/** Kinds of fields that are looked at here. */
const framingKinds =
  (1 << CONTENT_LENGTH) | (1 << TRANSFER_ENCODING) | (1 << CONNECTION) | (1 << EXPECT) | (1 << UPGRADE);

/**
 * Reads the fields that frame a message and steer its connection. `table` holds the fields of the head that begins at
 * `bytes[base]`. Anything two parsers could read differently is a fault (RFC 9112 section 6.3): that is what request
 * smuggling is made of.
 *
 * The result is one object for the whole process, valid until the next call: a parser reads it before anything else runs.
 */
export function declaredFraming(table: FieldTable, bytes: Buffer, base: number): Readonly<DeclaredFraming> {
  const into = declared;
  into.contentLength = -1;
  into.chunked = false;
  into.close = false;
  into.keepAlive = false;
  into.onlyKeepAlive = false;
  into.connectionUpgrade = false;
  into.namesFields = false;
  into.upgrade = false;
  into.expect = null;
  into.fault = null;
  if ((table.seen & framingKinds) === 0) return into;
  if (table.has(CONTENT_LENGTH)) readLength(table, bytes, base, into);
  if (table.has(CONNECTION)) {
    if (!table.hasMore(CONNECTION)) readConnection(table, bytes, base, table.first(CONNECTION), into);
    else eachOf(CONNECTION, table, (index) => readConnection(table, bytes, base, index, into));
  }
  if (table.has(UPGRADE)) into.upgrade = true;
  if (table.has(EXPECT)) {
    const values: string[] = [];
    eachOf(EXPECT, table, (index) => values.push(table.bytesValue(bytes, base, index)));
    into.expect = values.join(", ");
  }
  if (table.has(TRANSFER_ENCODING)) {
    if (table.hasMore(TRANSFER_ENCODING)) refuse(into, "bad_transfer_encoding", "more than one Transfer-Encoding");
    readTransferEncoding(table.bytesValue(bytes, base, table.first(TRANSFER_ENCODING)), into);
  }
  return into;
}

function eachOf(kind: number, table: FieldTable, visit: (index: number) => void): void {
  for (let index = 0; index < table.count; index++) if (table.kind(index) === kind) visit(index);
}

function readLength(table: FieldTable, bytes: Buffer, base: number, into: DeclaredFraming): void {
  const index = table.first(CONTENT_LENGTH);
  into.contentLength = decimal(bytes, base + table.valueStart(index), base + table.valueEnd(index));
  if (into.contentLength === -1) {
    refuse(into, "bad_content_length", "Content-Length is not a plain decimal number within 2^53");
  } else if (table.hasMore(CONTENT_LENGTH)) refuse(into, "bad_content_length", "more than one Content-Length");
}

/** Connection as nearly all peers write it. */
const usual = bytesOf("keep-alive");

function readConnection(table: FieldTable, bytes: Buffer, base: number, index: number, into: DeclaredFraming): void {
  const length = table.valueEnd(index) - table.valueStart(index);
  if (length === usual.length && hasBytes(bytes, base + table.valueStart(index), usual)) {
    into.keepAlive = true;
    into.onlyKeepAlive = !table.hasMore(CONNECTION);
    return;
  }
  for (const part of table.bytesValue(bytes, base, index).toLowerCase().split(",")) {
    const option = trimmed(part);
    if (option === "close") into.close = true;
    else if (option === "keep-alive") into.keepAlive = true;
    else if (option === "upgrade") into.connectionUpgrade = true;
    else if (option !== "") into.namesFields = true;
  }
}

function readTransferEncoding(value: string, into: DeclaredFraming): void {
  if (into.contentLength !== -1) {
    refuse(into, "ambiguous_length", "both Content-Length and Transfer-Encoding");
    return;
  }
  const codings = value.toLowerCase().split(",").map(trimmed);
  if (codings.length === 1 && codings[0] === "chunked") into.chunked = true;
  else if (codings.some((coding) => coding === "") || codings.filter((coding) => coding === "chunked").length > 1) {
    refuse(into, "bad_transfer_encoding", "Transfer-Encoding is empty, or names chunked more than once");
  } else refuse(into, "unknown_transfer_coding", "only `Transfer-Encoding: chunked` is understood");
}

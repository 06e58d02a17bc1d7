import { trimmed } from "./field-lines.ts";
import type { SyntaxFault } from "./types.ts";

/** Body framing as the fields of a head declare it, before the rules for requests and responses apply. */
export interface DeclaredFraming {
  /** Value of Content-Length, or -1 without one. */
  contentLength: number;
  chunked: boolean;
  /** Options of Connection that concern this hop. */
  close: boolean;
  keepAlive: boolean;
  connectionUpgrade: boolean;
  upgrade: boolean;
  /** Host fields seen, the last one's value, and where that stands in the list. */
  hosts: number;
  host: string;
  hostAt: number;
  /** Value of Expect, or null. */
  expect: string | null;
  fault: SyntaxFault | null;
}

const declared: DeclaredFraming = {
  contentLength: -1,
  chunked: false,
  close: false,
  keepAlive: false,
  connectionUpgrade: false,
  upgrade: false,
  hosts: 0,
  host: "",
  hostAt: 0,
  expect: null,
  fault: null,
};

/**
 * True if `name` is `lower` in any case. The first letter tells most others of the same length apart, and `usual` is how most
 * peers spell it: both save making a string.
 */
function named(name: string, lower: string, usual: string): boolean {
  if ((name.charCodeAt(0) | 0x20) !== lower.charCodeAt(0)) return false;
  return name === lower || name === usual || name.toLowerCase() === lower;
}

/** Value of a plain decimal number within 2^53, else -1. */
function decimal(text: string): number {
  let value = 0;
  for (let i = 0; i < text.length; i++) {
    const digit = text.charCodeAt(i) - 48;
    if (digit < 0 || digit > 9) return -1;
    // Rounding above 2^53 is harmless: such a number is refused, and it only grows.
    value = value * 10 + digit;
  }
  return text.length === 0 || value > Number.MAX_SAFE_INTEGER ? -1 : value;
}

function refuse(into: DeclaredFraming, code: SyntaxFault["code"], message: string): void {
  into.fault ??= { code, message };
}

/**
 * Reads the fields that frame a message and steer its connection, in one pass that looks at a name only if its length
 * is that of one of them. Anything two parsers could read differently is a fault (RFC 9112 section 6.3): that is what
 * request smuggling is made of.
 *
 * The result is one object for the whole process, valid until the next call: a parser reads it before anything else runs.
 */
export function declaredFraming(headers: readonly string[]): Readonly<DeclaredFraming> {
  const into = declared;
  into.contentLength = -1;
  into.chunked = false;
  into.close = false;
  into.keepAlive = false;
  into.connectionUpgrade = false;
  into.upgrade = false;
  into.hosts = 0;
  into.host = "";
  into.expect = null;
  into.fault = null;
  let transferEncoding: string | null = null;
  for (let i = 0; i < headers.length; i += 2) {
    const name = headers[i];
    switch (name.length) {
      case 4:
        if (named(name, "host", "Host")) {
          into.hosts++;
          into.host = headers[i + 1];
          into.hostAt = i + 1;
        }
        break;
      case 6:
        if (named(name, "expect", "Expect"))
          into.expect = into.expect === null ? headers[i + 1] : `${into.expect}, ${headers[i + 1]}`;
        break;
      case 7:
        if (named(name, "upgrade", "Upgrade")) into.upgrade = true;
        break;
      case 10:
        if (named(name, "connection", "Connection")) readConnection(headers[i + 1], into);
        break;
      case 14:
        if (named(name, "content-length", "Content-Length")) {
          if (into.contentLength !== -1) refuse(into, "bad_content_length", "more than one Content-Length");
          else {
            into.contentLength = decimal(headers[i + 1]);
            if (into.contentLength === -1) {
              refuse(into, "bad_content_length", "Content-Length is not a plain decimal number within 2^53");
            }
          }
        }
        break;
      case 17:
        if (named(name, "transfer-encoding", "Transfer-Encoding")) {
          if (transferEncoding !== null) refuse(into, "bad_transfer_encoding", "more than one Transfer-Encoding");
          transferEncoding = headers[i + 1];
        }
        break;
    }
  }
  if (transferEncoding !== null) readTransferEncoding(transferEncoding, into);
  return into;
}

function readConnection(value: string, into: DeclaredFraming): void {
  if (value === "keep-alive") {
    into.keepAlive = true;
    return;
  }
  for (const part of value.toLowerCase().split(",")) {
    const option = trimmed(part);
    if (option === "close") into.close = true;
    else if (option === "keep-alive") into.keepAlive = true;
    else if (option === "upgrade") into.connectionUpgrade = true;
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

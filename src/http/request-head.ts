import type { FieldChoice } from "../core/exchange.ts";
import { CONTENT_LENGTH, fieldTable } from "./field-table.ts";
import { DROP, fateOf, headText, headValue, KEEP, loadFields, type ParsedHead, UNKNOWN } from "./parsed-head.ts";

/** A request head as parsed. */
export interface RequestHead extends ParsedHead {
  readonly method: string;
  /** Request-target as received. */
  readonly target: string;
  readonly form: "origin" | "absolute" | "authority" | "asterisk";
  /** Path of the target (`"/"` for an empty absolute-form path, `"*"`, or the authority of a CONNECT). */
  readonly path: string;
  /** Query without `?`. */
  readonly query: string;
  readonly minorVersion: 0 | 1;
  /** Validated Host, or the authority of an absolute-form target (which then equals Host). `""` if absent (HTTP/1.0). */
  readonly authority: string;
  /** There is a Host field; its value is `authority`. */
  readonly hasHost: boolean;
  readonly framing: "none" | "length" | "chunked";
  /** Content-Length; 0 without one. */
  readonly contentLength: number;
  /** Whether the connection persists after this message as far as this head says (RFC 9112 section 9.3). */
  readonly keepAlive: boolean;
  readonly expectContinue: boolean;
  /** `Upgrade` present and named by `Connection`, HTTP/1.1. */
  readonly upgrade: boolean;
}

/** Value of a request's field by its lower-case name. */
export function requestValue(head: RequestHead, name: string): string | undefined {
  // The same string for all requests of a connection: whoever compares it again compares an address.
  if (name === "host") return head.hasHost ? head.authority : undefined;
  return headValue(head, name);
}

/**
 * A request's head for the next hop, as text: `target` in its request line, then the lines `added`, then its own that
 * `choice` keeps, as they came. Null if Connection names fields of this hop, or `choice` cannot tell.
 */
export function forwardHead(head: RequestHead, target: string, added: string, choice: FieldChoice): string | null {
  if (head.namesFields) return null;
  loadFields(head);
  const table = fieldTable;
  const text = headText(head);
  const same = target === head.target && head.minorVersion === 1;
  let out = (same ? text.substring(0, head.fieldsStart) : `${head.method} ${target} HTTP/1.1\r\n`) + added;
  // Where the lines begin that go on in one piece, -1 for none.
  let from = -1;
  for (let i = 0; i < table.count; i++) {
    const fate = fateOf(head, i, choice);
    if (fate === KEEP) {
      if (from < 0) from = table.nameStart(i);
      continue;
    }
    if (fate === UNKNOWN) return null;
    if (from >= 0) out += text.substring(from, table.nameStart(i));
    from = -1;
    if (fate === DROP) continue;
    const value = table.kind(i) === CONTENT_LENGTH ? head.contentLength : table.value(text, i);
    out += `${table.name(text, i)}: ${value}\r\n`;
  }
  return from < 0 ? `${out}\r\n` : out + text.substring(from);
}

import type { FieldChoice } from "../core/exchange.ts";
import { CONNECTION, fieldTable } from "./field-table.ts";
import { latin1 } from "./latin1.ts";
import { currentInput, DROP, fateOf, headText, KEEP, type ParsedHead } from "./parsed-head.ts";
import type { Framing } from "./types.ts";

/**
 * A response head as parsed. It reads from its parser's input until somebody asks for its text or a field: who keeps it
 * beyond the read in which it came asks for `headText` then.
 */
export interface ResponseHead extends ParsedHead {
  readonly status: number;
  readonly minorVersion: 0 | 1;
  readonly framing: Framing;
  readonly contentLength: number;
  readonly keepAlive: boolean;
  /** There are fields of these names. */
  readonly hasDate: boolean;
  readonly hasLength: boolean;
  readonly hasKeepAlive: boolean;
  /** Its only Connection is `keep-alive`: what an answer of ours may say as well. */
  readonly onlyKeepAlive: boolean;
  /** Bytes of the message that `relay` made which are its head. */
  relayedHead: number;
}

/** The reason phrase, `""` without one. */
export function reasonOf(head: ResponseHead): string {
  return head.fieldsStart > 15 ? headText(head).substring(13, head.fieldsStart - 2) : "";
}

/**
 * A response as it came, without the lines that `choice` does not keep; its body is `buffer[start, end)`. A lone `Connection:
 * keep-alive` is kept if that holds for the client's connection too (`persists`). Null if a line had to be written anew, if
 * Connection names fields, or if the body does not follow the head in the same input.
 */
export function relay(
  head: ResponseHead,
  choice: FieldChoice,
  persists: boolean,
  buffer: Buffer | null,
  start: number,
  end: number,
): string | null {
  const { bytes, base, length } = head;
  const table = fieldTable;
  if (bytes === null || head.input !== currentInput() || head.namesFields || table.generation !== head.generation) {
    return null;
  }
  const bodyLength = end - start;
  if (bodyLength > 0 && (buffer !== bytes || start !== base + length)) return null;
  const keepsConnection = persists && head.onlyKeepAlive;
  let out = "";
  let from = 0;
  for (let i = 0; i < table.count; i++) {
    const fate = fateOf(head, i, choice);
    if (fate === KEEP || (keepsConnection && table.kind(i) === CONNECTION && table.regular(i))) continue;
    if (fate !== DROP) return null;
    const lineStart = table.nameStart(i);
    if (lineStart > from) out += latin1(bytes, base + from, base + lineStart);
    from = i + 1 < table.count ? table.nameStart(i + 1) : length - 2;
  }
  head.relayedHead = out.length + length - from;
  return out + latin1(bytes, base + from, base + length + bodyLength);
}

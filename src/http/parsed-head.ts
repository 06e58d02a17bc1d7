import type { FieldChoice } from "../core/exchange.ts";
import { FieldLines } from "./field-lines.ts";
import { CONNECTION, CONTENT_LENGTH, fieldTable, kindNames, mostFields, TRANSFER_ENCODING } from "./field-table.ts";
import { latin1 } from "./latin1.ts";

/**
 * A head as read, request's or response's: plain data, since one is made for each message. Where its fields stand is in the
 * process's one `FieldTable` until another head is read, and is found once more after that: `headFields` and `headValue`.
 */
export interface ParsedHead {
  /** The head as received, start line and empty line included, one character a byte; null: in `bytes`, see `headText`. */
  text: string | null;
  /** Where its field lines begin. */
  readonly fieldsStart: number;
  /** The table's generation that is this head's. */
  generation: number;
  /** Its fields as strings, once somebody asked for them. */
  list: string[] | null;
  /** Connection names fields of this hop. */
  readonly namesFields: boolean;
  /** For a response: the input that holds the head, `bytes[base, base + length)`, during one read, the `input`th. */
  readonly bytes: Buffer | null;
  readonly base: number;
  readonly length: number;
  readonly input: number;
}

let input = 0;

/** A response parser gets new input: what heads without a text of their own read from is gone. */
export function nextInput(): void {
  // A small integer for ever.
  input = (input + 1) & 0x3fffffff;
}

/** Number of the input that response parsers work on. */
export function currentInput(): number {
  return input;
}

/**
 * The head's text. Asking for it makes a response's head last beyond the read in which it came.
 * @throws Error if that is over and nobody asked before.
 */
export function headText(head: ParsedHead): string {
  if (head.text === null) {
    if (head.bytes === null || head.input !== input) throw new Error("this response head was not kept");
    head.text = latin1(head.bytes, head.base, head.base + head.length);
  }
  return head.text;
}

/** Makes the table this head's. */
export function loadFields(head: ParsedHead): void {
  if (fieldTable.generation === head.generation) return;
  const text = headText(head);
  // It was read before: it can be read again.
  new FieldLines(mostFields).read(Buffer.from(text, "latin1"), head.fieldsStart, text.length, 0);
  head.generation = fieldTable.generation;
}

/** The head's fields, flat, order and case kept. */
export function headFields(head: ParsedHead): string[] {
  if (head.list === null) {
    const text = headText(head);
    loadFields(head);
    head.list = fieldTable.list(text);
  }
  return head.list;
}

/** Value of a field by its lower-case name; several lines are joined with `", "` (cookie: `"; "`). */
export function headValue(head: ParsedHead, name: string): string | undefined {
  const text = headText(head);
  loadFields(head);
  const table = fieldTable;
  const letter = name.charCodeAt(0) & 31;
  let value: string | undefined;
  for (let i = 0; i < table.count; i++) {
    if (table.letter(i) !== letter || table.nameEnd(i) - table.nameStart(i) !== name.length) continue;
    if (table.name(text, i).toLowerCase() !== name) continue;
    const one = table.value(text, i);
    value = value === undefined ? one : value + (name === "cookie" ? "; " : ", ") + one;
  }
  return value;
}

function nameOf(head: ParsedHead, index: number): string {
  const { text, bytes, base } = head;
  if (text !== null || bytes === null) return fieldTable.name(headText(head), index);
  return latin1(bytes, base + fieldTable.nameStart(index), base + fieldTable.nameEnd(index));
}

/** What becomes of a line on its way to the next hop. */
export const KEEP = 0;
export const DROP = 1;
/** It goes on, but has to be written anew. */
export const REWRITE = 2;
/** Its name does not tell. */
export const UNKNOWN = 3;

/** What becomes of line `index` of the table, which is this head's. */
export function fateOf(head: ParsedHead, index: number, choice: FieldChoice): number {
  const table = fieldTable;
  const kind = table.kind(index);
  let keeps: boolean | null = true;
  if (kind === 0) {
    if (choice.concerns(table.nameEnd(index) - table.nameStart(index), table.letter(index))) {
      keeps = choice.keeps(nameOf(head, index));
    }
  } else if (kind === CONNECTION || kind === TRANSFER_ENCODING) return DROP;
  else if (kind !== CONTENT_LENGTH) keeps = choice.keeps(kindNames[kind]);
  if (keeps === null) return UNKNOWN;
  if (!keeps) return DROP;
  return table.regular(index) ? KEEP : REWRITE;
}

import { FieldLines, NEED_MORE, REFUSED } from "./field-lines.ts";
import { HeadBuffer, hasLineFeed } from "./head-buffer.ts";
import type { Limits, SyntaxFault } from "./types.ts";

/** The parser that a head is read for. */
export interface HeadOwner {
  fault: SyntaxFault | null;
  /** Reads the start line at `bytes[base]`; returns where the fields begin, or -1: more is needed, or `fault` is set. */
  readStartLine(bytes: Buffer, base: number, end: number): number;
  /** The head is `bytes[base, after)`, its fields begin at `fieldsStart` of it and stand in the table. */
  headRead(bytes: Buffer, base: number, after: number, fieldsStart: number): void;
  /** What has come of a head can only become too long. */
  headTooLong(inStartLine: boolean): void;
}

/** Reads heads that come in pieces cut anywhere: a start line, which its parser knows, then field lines. Made by a parser. */
export class HeadReader {
  /** What has come of a head; empty between heads. */
  readonly held: HeadBuffer = new HeadBuffer();
  private readonly limits: Limits;
  private readonly owner: HeadOwner;
  private readonly fields: FieldLines;
  /** Counted from the head's first byte; 0 while the start line is not complete. */
  private fieldsStart = 0;

  constructor(limits: Limits, owner: HeadOwner) {
    this.limits = limits;
    this.owner = owner;
    this.fields = new FieldLines(limits.maxFields);
  }

  /** Reads `buffer[start, end)`; returns the position after the head, or where it stopped for want of more or at a fault. */
  read(buffer: Buffer, start: number, end: number): number {
    const { held } = this;
    const before = held.length;
    const stop = Math.min(end, start + this.limits.maxHeadBytes - before);
    let after = -1;
    if (before === 0) after = this.scan(buffer, start, stop, start);
    else {
      held.append(buffer, start, stop);
      // Only a line feed can complete a line (or show that its ending is wrong). At its limit an unfinished line is read too:
      // the answer must not depend on where the input was cut.
      if (hasLineFeed(buffer, start, stop) || this.overLong) {
        after = this.scan(held.bytes, this.fieldsStart === 0 ? 0 : this.fields.resumeAt, held.length, 0);
      }
    }
    if (after < 0) {
      if (this.owner.fault !== null) return stop;
      if (before === 0) held.append(buffer, start, stop);
      if (this.overLong) this.owner.headTooLong(this.fieldsStart === 0);
      return stop;
    }
    const { fieldsStart } = this;
    this.fieldsStart = 0;
    if (before === 0) {
      this.owner.headRead(buffer, start, after, fieldsStart);
      return after;
    }
    const { bytes } = held;
    held.reset();
    this.owner.headRead(bytes, 0, after, fieldsStart);
    return start + after - before;
  }

  /** Returns where the head that begins at `bytes[base]` ends, or -1: more is needed, or there is a fault. */
  private scan(bytes: Buffer, start: number, end: number, base: number): number {
    let at = start;
    if (this.fieldsStart === 0) {
      at = this.owner.readStartLine(bytes, base, end);
      if (at < 0) return -1;
      this.fieldsStart = at - base;
    }
    const after = this.fields.read(bytes, at, end, base);
    if (after === REFUSED) this.owner.fault = this.fields.fault;
    return after === REFUSED || after === NEED_MORE ? -1 : after;
  }

  private get overLong(): boolean {
    const { maxHeadBytes, maxLineBytes } = this.limits;
    return this.held.length >= maxHeadBytes || (this.fieldsStart === 0 && this.held.length > maxLineBytes + 1);
  }
}

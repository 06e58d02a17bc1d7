import { latin1 } from "./latin1.ts";

/**
 * The unfinished last line of a head between two reads. Bytes are appended as a rope and looked at again only when a line
 * feed arrives, so that a head fed byte by byte costs linear time. Owned by a parser; empty between messages.
 */
export class HeadBuffer {
  private held = "";
  /** Bytes of the head in lines already parsed. */
  private before = 0;

  get size(): number {
    return this.before + this.held.length;
  }

  get empty(): boolean {
    return this.size === 0;
  }

  reset(): void {
    this.held = "";
    this.before = 0;
  }

  /** Bytes held from earlier reads that the next text will begin with. */
  get heldBytes(): number {
    return this.held.length;
  }

  /** The text to parse now: what is held and `buffer[start, end)`; null if no line is complete yet. */
  take(buffer: Buffer, start: number, end: number): string | null {
    const text = latin1(buffer, start, end);
    if (this.held.length === 0) return text;
    // Only a line feed can complete a line (or show that its ending is wrong).
    if (text.indexOf("\n") < 0) {
      this.held += text;
      return null;
    }
    return this.held + text;
  }

  /** Keeps what stands in `text` from `resumeAt` on. */
  keep(text: string, resumeAt: number): void {
    this.before += resumeAt;
    this.held = resumeAt === 0 ? text : text.substring(resumeAt);
  }
}

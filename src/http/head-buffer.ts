import { detached, latin1 } from "./latin1.ts";

/**
 * Most bytes of a head made a string at first. More than most heads have; without it 64 KiB of pipelined requests of 18 bytes would make
 * 3,600 strings of up to 32 KiB, and a header value kept by an app would keep a body's first 32 KiB alive as well.
 */
const windowBytes = 4096;

/** Pieces a rope may have before it is flattened: each costs 32 bytes, which a peer that sends single bytes could ask for. */
const maxPieces = 64;

/**
 * The unfinished last line of a head between two reads. Bytes are appended as a rope and looked at again only when a line
 * feed arrives, so that a head fed byte by byte costs linear time. Owned by a parser; empty between messages.
 */
export class HeadBuffer {
  private held = "";
  /** Pieces of the rope `held` since it was last flat. */
  private pieces = 0;
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
    this.pieces = 0;
    this.before = 0;
  }

  /** Where to cut `buffer[start, end)`: after a window first, then where a head has `maxBytes`. */
  windowEnd(start: number, end: number, maxBytes: number): number {
    const { size } = this;
    return Math.min(end, start + (size === 0 && maxBytes > windowBytes ? windowBytes : maxBytes - size));
  }

  /** What is held: the beginning of a line. */
  get unfinished(): string {
    return this.held;
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
      // A sixteenth of what is held, so that all flattening together copies a byte 16 times at most.
      if (++this.pieces > maxPieces && this.pieces * 16 > this.held.length) {
        this.held = detached(this.held);
        this.pieces = 0;
      }
      return null;
    }
    return this.held + text;
  }

  /** Keeps what stands in `text` from `resumeAt` on. */
  keep(text: string, resumeAt: number): void {
    this.before += resumeAt;
    this.held = resumeAt === 0 ? text : text.substring(resumeAt);
    this.pieces = 0;
  }
}

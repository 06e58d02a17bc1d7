import { latin1 } from "./latin1.ts";

/**
 * Fields that frame a message or steer its connection. They are told from all others while a head is scanned, so that
 * nobody has to look for them by name afterwards.
 */
export const HOST = 1;
export const CONTENT_LENGTH = 2;
export const TRANSFER_ENCODING = 3;
export const CONNECTION = 4;
export const KEEP_ALIVE = 5;
export const DATE = 6;
export const EXPECT = 7;
export const UPGRADE = 8;

/** Lower-case names by kind; `""` for kind 0, any other field. */
export const kindNames: readonly string[] = [
  "",
  "host",
  "content-length",
  "transfer-encoding",
  "connection",
  "keep-alive",
  "date",
  "expect",
  "upgrade",
];

/** Numbers kept of a field: where name and value begin and end, and what it is: kind, spelling and first letter. */
export const width = 5;
const kindMask = 63;
/** The line is not to the byte as everybody writes it. */
export const irregular = 64;
export const letterShift = 8;

/** Fields there is room for: `limits.maxFields` is at most this. */
export const mostFields = 4096;

/**
 * Where the fields of one head stand, relative to its first byte. There is one table for the process, filled by each head
 * that is scanned: whoever needs it later than in the call in which the head came has it scanned again (`loadFields`). That costs
 * no object and no string a field, where most fields of most heads are looked at by nobody.
 */
export class FieldTable {
  count = 0;
  /** Which head's fields these are: another number for each. */
  generation = 0;
  /** Bit `1 << kind` for each kind met, and met more than once. */
  seen = 0;
  repeated = 0;
  /** `width` numbers a field, written by `FieldLines`. */
  readonly positions: Int32Array = new Int32Array(mostFields * width);
  /** By kind: the first field of it. */
  private readonly firsts: Int32Array = new Int32Array(kindNames.length);

  clear(): void {
    this.count = 0;
    // A small integer for ever.
    this.generation = (this.generation + 1) & 0x3fffffff;
    this.seen = 0;
    this.repeated = 0;
  }

  meet(kind: number, index: number): void {
    const bit = 1 << kind;
    if ((this.seen & bit) !== 0) this.repeated |= bit;
    else {
      this.seen |= bit;
      this.firsts[kind] = index;
    }
  }

  /** A copy of what is in the table, for `restore`. */
  save(): Int32Array {
    return this.positions.slice(0, this.count * width);
  }

  restore(saved: Int32Array): void {
    this.clear();
    this.positions.set(saved);
    this.count = saved.length / width;
    for (let index = 0; index < this.count; index++) {
      const kind = this.kind(index);
      if (kind !== 0) this.meet(kind, index);
    }
  }

  has(kind: number): boolean {
    return (this.seen & (1 << kind)) !== 0;
  }

  hasMore(kind: number): boolean {
    return (this.repeated & (1 << kind)) !== 0;
  }

  /** The first field of a kind; only if it `has` one. */
  first(kind: number): number {
    return this.firsts[kind];
  }

  kind(index: number): number {
    return this.positions[index * width + 4] & kindMask;
  }

  /** The name's first letter, `code & 31`. */
  letter(index: number): number {
    return this.positions[index * width + 4] >> letterShift;
  }

  /** Whether the line is `name: value` to the byte (a length without leading zeros), so that it can be passed on as it is. */
  regular(index: number): boolean {
    return (this.positions[index * width + 4] & irregular) === 0;
  }

  nameStart(index: number): number {
    return this.positions[index * width];
  }

  nameEnd(index: number): number {
    return this.positions[index * width + 1];
  }

  valueStart(index: number): number {
    return this.positions[index * width + 2];
  }

  valueEnd(index: number): number {
    return this.positions[index * width + 3];
  }

  name(text: string, index: number): string {
    const at = index * width;
    return text.substring(this.positions[at], this.positions[at + 1]);
  }

  value(text: string, index: number): string {
    const at = index * width;
    return text.substring(this.positions[at + 2], this.positions[at + 3]);
  }

  /** The value as it stands in the bytes of the head that begins at `base`. */
  bytesValue(bytes: Buffer, base: number, index: number): string {
    return latin1(bytes, base + this.valueStart(index), base + this.valueEnd(index));
  }

  /** All fields as a flat list. */
  list(text: string): string[] {
    const list: string[] = [];
    for (let index = 0; index < this.count; index++) list.push(this.name(text, index), this.value(text, index));
    return list;
  }
}

export const fieldTable: FieldTable = new FieldTable();

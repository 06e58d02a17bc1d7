/** Slots per entry at least: what is looked up and missing is found missing after a step or two. */
const slotsPerEntry = 2;

/**
 * Values by the text of a path's segment, looked up in the path itself. Not a `Map`: that wants a string made for each segment, and
 * its keys lie all over the heap; here hashes and texts stand in two dense arrays, so that a look-up among 500 costs what one among 5
 * does (`Map`: a fifth more among 500, Node 20). Created by the route table; only grows.
 */
export class SegmentTable<V> {
  readonly #values: V[] = [];
  /** Text of each value, one after the other: from `#starts[i]` to `#starts[i + 1]`. */
  #codes: Uint16Array = new Uint16Array(16);
  #starts: number[] = [0];
  /** Per slot: the hash, and the value's index plus one; 0 for a free slot. */
  #slots: Int32Array = new Int32Array(8);
  #mask = 3;

  /** The value of a whole text, as `find`. */
  get(text: string): V | undefined {
    return this.find(text, 0, text.length);
  }

  /** The value whose text stands in `path` from `at` to `end`. */
  find(path: string, at: number, end: number): V | undefined {
    const hash = hashOf(path, at, end);
    const slots = this.#slots;
    for (let slot = hash & this.#mask; ; slot = (slot + 1) & this.#mask) {
      const index = slots[2 * slot + 1];
      if (index === 0) return undefined;
      if (slots[2 * slot] === hash && this.#holds(index - 1, path, at, end)) return this.#values[index - 1];
    }
  }

  /** Adds a text that is not in the table. */
  add(text: string, value: V): void {
    const start = this.#starts[this.#values.length];
    if (start + text.length > this.#codes.length) {
      const codes = new Uint16Array(2 * (start + text.length));
      codes.set(this.#codes);
      this.#codes = codes;
    }
    for (let i = 0; i < text.length; i++) this.#codes[start + i] = text.charCodeAt(i);
    this.#starts.push(start + text.length);
    this.#values.push(value);
    if (this.#values.length * slotsPerEntry > this.#mask + 1) this.#grow();
    else this.#place(hashOf(text, 0, text.length), this.#values.length);
  }

  #holds(index: number, path: string, at: number, end: number): boolean {
    const start = this.#starts[index];
    if (this.#starts[index + 1] - start !== end - at) return false;
    const codes = this.#codes;
    for (let i = at; i < end; i++) if (path.charCodeAt(i) !== codes[start + i - at]) return false;
    return true;
  }

  #grow(): void {
    const size = 2 * (this.#mask + 1);
    this.#mask = size - 1;
    this.#slots = new Int32Array(2 * size);
    for (let index = 0; index < this.#values.length; index++) {
      let text = "";
      for (let i = this.#starts[index]; i < this.#starts[index + 1]; i++) text += String.fromCharCode(this.#codes[i]);
      this.#place(hashOf(text, 0, text.length), index + 1);
    }
  }

  #place(hash: number, entry: number): void {
    let slot = hash & this.#mask;
    while (this.#slots[2 * slot + 1] !== 0) slot = (slot + 1) & this.#mask;
    this.#slots[2 * slot] = hash;
    this.#slots[2 * slot + 1] = entry;
  }
}

/** FNV-1a, its high bits folded into the low ones that choose the slot. The texts are the routes' own: nobody can choose them badly. */
function hashOf(text: string, at: number, end: number): number {
  let hash = 0x811c9dc5 | 0;
  for (let i = at; i < end; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return hash ^ (hash >>> 15);
}

import { token } from "../core/token.ts";

const none: readonly string[] = Object.freeze([]);

/**
 * The header fields of an answer: behaves as `Headers` does for an answer's fields, on the flat list that servers send. undici's
 * `Headers` costs about 2 µs for one field set and read back, this 0.1.
 */
export class HeaderList {
  /** Flat: lower-case name, value, … in order of their setting. */
  #fields: readonly string[] = none;
  /** Whether somebody else holds the list too: it is copied before the next change. */
  #shared = true;

  append(name: string, value: string): void {
    const key = checkedName(name);
    const text = checkedValue(name, value);
    this.#own().push(key, text);
  }

  set(name: string, value: string): void {
    const key = checkedName(name);
    const text = checkedValue(name, value);
    const at = this.#find(key);
    if (at === -1) {
      this.#own().push(key, text);
      return;
    }
    this.#own()[at + 1] = text;
    this.#drop(key, at + 2);
  }

  delete(name: string): void {
    this.#drop(checkedName(name), 0);
  }

  get(name: string): string | null {
    const key = checkedName(name);
    let value: string | null = null;
    const fields = this.#fields;
    for (let i = 0; i < fields.length; i += 2) {
      if (fields[i] === key) value = value === null ? fields[i + 1] : `${value}, ${fields[i + 1]}`;
    }
    return value;
  }

  has(name: string): boolean {
    return this.#find(checkedName(name)) !== -1;
  }

  getSetCookie(): string[] {
    const cookies: string[] = [];
    for (let i = 0; i < this.#fields.length; i += 2) {
      if (this.#fields[i] === "set-cookie") cookies.push(this.#fields[i + 1]);
    }
    return cookies;
  }

  forEach(callback: (value: string, name: string, parent: Headers) => void, self?: unknown): void {
    for (const [name, value] of this) callback.call(self, value, name, this as unknown as Headers);
  }

  *entries(): IterableIterator<[string, string]> {
    const seen = new Set<string>();
    // Sorted and joined, as the Fetch standard has it.
    const names = this.#fields.filter((_, index) => index % 2 === 0).sort();
    for (const name of names) {
      if (seen.has(name)) continue;
      seen.add(name);
      if (name === "set-cookie") for (const cookie of this.getSetCookie()) yield [name, cookie];
      else yield [name, this.get(name) as string];
    }
  }

  *keys(): IterableIterator<string> {
    for (const [name] of this.entries()) yield name;
  }

  *values(): IterableIterator<string> {
    for (const [, value] of this.entries()) yield value;
  }

  [Symbol.iterator](): IterableIterator<[string, string]> {
    return this.entries();
  }

  get size(): number {
    return this.#fields.length / 2;
  }

  /** What the list holds now. Not changed by what is set later: the next change is made to a copy. */
  get flat(): readonly string[] {
    this.#shared = true;
    return this.#fields;
  }

  /** Holds `flat` from now on; it is not changed. */
  restore(flat: readonly string[]): void {
    this.#fields = flat;
    this.#shared = true;
  }

  #own(): string[] {
    if (this.#shared) {
      this.#fields = [...this.#fields];
      this.#shared = false;
    }
    return this.#fields as string[];
  }

  #find(key: string): number {
    const fields = this.#fields;
    for (let i = 0; i < fields.length; i += 2) if (fields[i] === key) return i;
    return -1;
  }

  #drop(key: string, from: number): void {
    for (let i = this.#fields.length - 2; i >= from; i -= 2) if (this.#fields[i] === key) this.#own().splice(i, 2);
  }
}

/** Names seen before: an app uses few. Bounded, so that names made from input cannot fill it. */
const known = new Map<string, string>();

/** @throws TypeError unless the name is a token (RFC 9110 section 5.6.2). */
function checkedName(name: string): string {
  const seen = known.get(name);
  if (seen !== undefined) return seen;
  if (!token.test(name)) throw new TypeError(`${JSON.stringify(name)} cannot name a header field`);
  const lower = name.toLowerCase();
  if (known.size < 1000) known.set(name, lower);
  return lower;
}

/** @throws TypeError for controls, which would end the line, and for what no byte can carry. */
function checkedValue(name: string, value: string): string {
  const text = String(value);
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if ((code < 0x20 && code !== 0x09) || code === 0x7f || code > 0xff) {
      throw new TypeError(
        `header field ${name}: its value has a character that no field can carry (${JSON.stringify(text.slice(0, 100))})`,
      );
    }
  }
  const first = text.charCodeAt(0);
  const last = text.charCodeAt(text.length - 1);
  return first === 0x20 || first === 0x09 || last === 0x20 || last === 0x09 ? text.trim() : text;
}

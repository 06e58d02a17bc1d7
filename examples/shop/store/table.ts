import { Conflict, NotFound } from "../errors.ts";

interface Row<V> {
  readonly value: V;
  /** Grows with each commit that changes the row. */
  readonly version: number;
}

/** Rows by key, in memory. Owned by the store; read and written through a `View`. */
export class Table<K, V> {
  readonly name: string;
  readonly rows: Map<K, Row<V>> = new Map();
  #lastId = 0;

  constructor(name: string) {
    this.name = name;
  }

  /** Numbers are never used twice, also if what they were for is rolled back. */
  nextId(): number {
    return ++this.#lastId;
  }
}

/** One request's view of a table: its own changes over what is committed. Made and ended by a `UnitOfWork`. */
export class View<K, V> {
  readonly #table: Table<K, V>;
  /** Changed rows; undefined where one was deleted. */
  readonly #changes = new Map<K, V | undefined>();
  /** Versions of the rows that were read or changed; 0 for those that were not there. */
  readonly #seen = new Map<K, number>();

  constructor(table: Table<K, V>) {
    this.#table = table;
  }

  nextId(): number {
    return this.#table.nextId();
  }

  get(key: K): V | undefined {
    if (this.#changes.has(key)) return this.#changes.get(key);
    const row = this.#table.rows.get(key);
    if (!this.#seen.has(key)) this.#seen.set(key, row?.version ?? 0);
    return row?.value;
  }

  /** @throws NotFound for what is not there. */
  need(key: K): V {
    const value = this.get(key);
    if (value === undefined) throw new NotFound(`There is no ${this.#table.name} ${key}`);
    return value;
  }

  put(key: K, value: V): V {
    this.get(key);
    this.#changes.set(key, value);
    return value;
  }

  delete(key: K): void {
    this.need(key);
    this.#changes.set(key, undefined);
  }

  /** All rows, oldest first. */
  all(): V[] {
    const rows: V[] = [];
    for (const [key, { value }] of this.#table.rows) {
      const mine = this.#changes.has(key) ? this.#changes.get(key) : value;
      if (mine !== undefined) rows.push(mine);
    }
    for (const [key, value] of this.#changes) {
      if (value !== undefined && !this.#table.rows.has(key)) rows.push(value);
    }
    return rows;
  }

  /** @throws Conflict if another request has changed what this one goes by. */
  check(): void {
    if (this.#changes.size === 0) return;
    for (const [key, version] of this.#seen) {
      if ((this.#table.rows.get(key)?.version ?? 0) !== version) {
        throw new Conflict(`The ${this.#table.name} ${key} has been changed meanwhile: try again`);
      }
    }
  }

  apply(): void {
    for (const [key, value] of this.#changes) {
      if (value === undefined) this.#table.rows.delete(key);
      else this.#table.rows.set(key, { value, version: (this.#seen.get(key) ?? 0) + 1 });
    }
  }
}

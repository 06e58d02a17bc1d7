import { dependency } from "flotilla";
import { type Store, store } from "./store.ts";
import { View } from "./table.ts";

/** One request's changes: all of them are committed when the handler returns, none if it throws. */
export class UnitOfWork {
  readonly categories;
  readonly products;
  readonly reviews;
  readonly files;
  readonly customers;
  readonly carts;
  readonly orders;
  readonly events;
  readonly sessions;
  readonly #store: Store;
  readonly #audit: { who: string; what: string }[] = [];

  constructor(from: Store) {
    this.#store = from;
    this.categories = new View(from.categories);
    this.products = new View(from.products);
    this.reviews = new View(from.reviews);
    this.files = new View(from.files);
    this.customers = new View(from.customers);
    this.carts = new View(from.carts);
    this.orders = new View(from.orders);
    this.events = new View(from.events);
    this.sessions = new View(from.sessions);
  }

  /** Notes who did what, if it is done. */
  note(who: string, what: string): void {
    this.#audit.push({ who, what });
  }

  /** @throws Conflict if another request was faster. */
  commit(): void {
    const views = [
      ...[this.categories, this.products, this.reviews, this.files, this.customers],
      ...[this.carts, this.orders, this.events, this.sessions],
    ];
    for (const view of views) view.check();
    for (const view of views) view.apply();
    const at = new Date().toISOString();
    this.#store.audit.push(...this.#audit.map((entry) => ({ at, ...entry })));
    this.#store.wake();
  }
}

/** Committed before the answer goes out (`scope: "function"`): a conflict is still answered with 409. */
export const work = dependency({ use: { store }, scope: "function" }, async function* work({ store }) {
  const unit = new UnitOfWork(store);
  yield unit;
  unit.commit();
});

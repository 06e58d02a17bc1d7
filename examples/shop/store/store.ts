import { resource } from "flotilla";
import { passwordHash } from "../security/passwords.ts";
import { settings } from "../settings.ts";
import { fill } from "./demo.ts";
import type {
  StoredAudit,
  StoredCart,
  StoredCategory,
  StoredCustomer,
  StoredEvent,
  StoredFile,
  StoredOrder,
  StoredProduct,
  StoredReview,
  StoredSession,
} from "./rows.ts";
import { Table } from "./table.ts";

/** Everything the shop knows. A database in real life; made once a process. */
export class Store {
  readonly categories: Table<string, StoredCategory> = new Table("category");
  readonly products: Table<number, StoredProduct> = new Table("product");
  readonly reviews: Table<number, StoredReview> = new Table("review");
  readonly files: Table<string, StoredFile> = new Table("file");
  readonly customers: Table<number, StoredCustomer> = new Table("customer");
  readonly carts: Table<string, StoredCart> = new Table("cart");
  readonly orders: Table<string, StoredOrder> = new Table("order");
  readonly events: Table<string, readonly StoredEvent[]> = new Table("list of events");
  readonly sessions: Table<string, StoredSession> = new Table("session");
  readonly audit: StoredAudit[] = [];
  readonly #waiting = new Set<() => void>();

  /** Resolves with the next commit, or when `signal` aborts. */
  changed(signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const wake = () => {
        this.#waiting.delete(wake);
        signal.removeEventListener("abort", wake);
        resolve();
      };
      if (signal.aborted) return resolve();
      this.#waiting.add(wake);
      signal.addEventListener("abort", wake);
    });
  }

  wake(): void {
    for (const wake of [...this.#waiting]) wake();
  }
}

/** With some people and products to begin with. */
export const store = resource({ use: { settings } }, async function store({ settings }) {
  const made = new Store();
  const { passwordRounds, adminPassword, customerPassword } = settings;
  fill(made, {
    admin: await passwordHash(adminPassword, passwordRounds),
    wile: await passwordHash(customerPassword, passwordRounds),
  });
  return made;
});

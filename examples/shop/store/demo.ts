import type { Store } from "./store.ts";
import type { Table } from "./table.ts";

/** Ids that examples in the docs use. */
export const demo = {
  cart: "6f1c2a54-3c1b-4f7e-9d5b-0d6f3a9f1c11",
  order: "0b8f7a52-91d4-4c6a-8f0e-5d2f6a7b3c22",
  file: "c2a1f4be-7d60-4a39-b1c8-9e3d5f6a7b33",
} as const;

const put = <K, V>(table: Table<K, V>, key: K, value: V) => table.rows.set(key, { value, version: 1 });

/** What a new shop has: categories, products, people and what these have begun. */
export function fill(store: Store, hashes: { readonly admin: string; readonly wile: string }): void {
  const now = new Date().toISOString();
  for (const [slug, name] of [
    ["garden-tools", "Garden tools"],
    ["explosives", "Explosives"],
  ]) {
    put(store.categories, slug, { slug, name, description: "" });
  }
  const products = [
    ["Anvil", "129.00", "garden-tools", 12],
    ["Bird seed", "4.50", "garden-tools", 400],
    ["Rocket", "899.99", "explosives", 0],
  ] as const;
  for (const [name, price, category, stock] of products) {
    const id = store.products.nextId();
    put(store.products, id, {
      ...{ id, name, price, category, stock, description: "", tags: [], dimensions: null },
      ...{ released: null, attributes: {}, created_at: now },
    });
  }
  const people = [
    ["admin", ["shop", "catalog", "admin"]],
    ["wile", ["shop"]],
  ] as const;
  for (const [username, scopes] of people) {
    const id = store.customers.nextId();
    put(store.customers, id, {
      ...{ id, username, scopes: [...scopes], since: now, email: `${username}@example.com` },
      ...{ born: null, address: null, newsletter: false, password_hash: hashes[username] },
    });
  }
  put(store.carts, demo.cart, {
    id: demo.cart,
    customer_id: 1,
    lines: new Map([
      [1, 1],
      [2, 3],
    ]),
    updated_at: now,
  });
  put(store.orders, demo.order, {
    ...{ id: demo.order, customer_id: 1, status: "pending", total: "4.50", note: "", payment: null, placed_at: now },
    lines: [{ product_id: 2, name: "Bird seed", quantity: 1, price: "4.50", total: "4.50" }],
    address: { street: "1 Mesa Road", city: "Page", postal_code: "86040", country: "US" },
    delivery: "standard",
  });
  put(store.events, demo.order, [{ order_id: demo.order, number: 1, status: "pending", at: now }]);
  put(store.files, demo.file, {
    ...{ id: demo.file, product_id: 1, name: "manual.txt", caption: "How to drop it", bytes: 5, uploaded_at: now },
    sha256: "008878673537a2c4f5e6139b746e1dbc113bb95a3b03ea2a402f6796f0aa9ee5",
    content: new TextEncoder().encode("Lift."),
  });
  const review = store.reviews.nextId();
  put(store.reviews, review, {
    ...{ id: review, product_id: 1, author: "admin", author_id: 1, stars: 5, text: "Heavy.", written_at: now },
  });
}

import type { z } from "zod";
import type { CategoryIn, ProductFile, ProductIn } from "../models/catalog.ts";
import type { Registration, Scope } from "../models/customer.ts";
import type { AuditEntry, Order, OrderEvent } from "../models/order.ts";
import type { Review } from "../models/review.ts";

export type StoredCategory = z.output<typeof CategoryIn> & { slug: string };
export type StoredProduct = z.output<typeof ProductIn> & { id: number; stock: number; created_at: string };
export type StoredReview = z.output<typeof Review> & { author_id: number };
export type StoredFile = z.output<typeof ProductFile> & { content: Uint8Array };
export type StoredOrder = z.output<typeof Order>;
export type StoredEvent = z.output<typeof OrderEvent>;
export type StoredAudit = z.output<typeof AuditEntry>;

export type StoredCustomer = Omit<z.output<typeof Registration>, "password"> & {
  id: number;
  scopes: Scope[];
  since: string;
  password_hash: string;
};

export interface StoredCart {
  readonly id: string;
  readonly customer_id: number;
  /** Quantities by product. */
  readonly lines: ReadonlyMap<number, number>;
  readonly updated_at: string;
}

export interface StoredSession {
  readonly customer_id: number;
  readonly until: number;
}

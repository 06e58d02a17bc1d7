import { dependency, HTTPError, Router, scoped, text } from "flotilla";
import { z } from "zod";
import { Conflict, NotFound } from "../errors.ts";
import { Paging, Problem, pageFrom } from "../models/common.ts";
import { Order, OrderPage, OrderStatus, Payment, ProviderNotice } from "../models/order.ts";
import { outbox } from "../outbox.ts";
import { allowed, conflict, missing } from "../responses.ts";
import { currentUser } from "../security/current-user.ts";
import { isSignature } from "../security/tokens.ts";
import { settings } from "../settings.ts";
import { demo } from "../store/demo.ts";
import type { StoredOrder } from "../store/rows.ts";
import { type UnitOfWork, work } from "../store/unit-of-work.ts";

export const orders = new Router({ prefix: "/orders", tags: ["orders"] });

const buyer = scoped(currentUser, ["shop"]);
const ofOrder = { order_id: z.uuid().meta({ examples: [demo.order] }) };

/** The order of the path; somebody else's is not there, but for administrators. */
export const ownOrder = dependency(
  { path: ofOrder, use: { user: buyer, work } },
  function ownOrder({ path, user, work }) {
    const order = work.orders.need(path.order_id.toLowerCase());
    const isMine = order.customer_id === user.id || user.granted.includes("admin");
    if (!isMine) throw new NotFound(`There is no order ${path.order_id}`);
    return order;
  },
);

/** What may follow what. */
const next: { readonly [S in OrderStatus]: readonly OrderStatus[] } = {
  pending: ["paid", "cancelled"],
  paid: ["shipped", "cancelled"],
  shipped: ["delivered"],
  delivered: [],
  cancelled: [],
};

/** @throws Conflict for a step that the order cannot take. */
export function advance(work: UnitOfWork, order: StoredOrder, status: OrderStatus, more: Partial<StoredOrder> = {}) {
  if (!next[order.status].includes(status)) {
    throw new Conflict(`The order is ${order.status}: it cannot become ${status}`);
  }
  const before = work.events.need(order.id);
  const at = new Date().toISOString();
  work.events.put(order.id, [...before, { order_id: order.id, number: before.length + 1, status, at }]);
  return work.orders.put(order.id, { ...order, ...more, status });
}

orders.get(
  "",
  {
    query: Paging.extend({ status: z.array(OrderStatus).max(5).default([]).describe("One of these; any without.") }),
    use: { user: buyer, work },
    response: OrderPage,
    responses: allowed,
  },
  function listOrders({ query, user, work }) {
    const mine = work.orders.all().filter(({ customer_id }) => customer_id === user.id);
    const found = mine.filter(({ status }) => query.status.length === 0 || query.status.includes(status));
    return pageFrom(found.reverse(), query);
  },
);

orders.get(
  "/{order_id}",
  { path: ofOrder, use: { ownOrder }, response: Order, responses: { ...allowed, ...missing } },
  function getOrder({ ownOrder }) {
    return ownOrder;
  },
);

orders.post(
  "/{order_id}/payment",
  {
    summary: "Pay an order",
    path: ofOrder,
    body: Payment,
    use: { ownOrder, work, outbox, user: buyer },
    response: Order,
    responses: { ...allowed, ...missing, ...conflict },
    callbacks: {},
  },
  function payOrder({ body, ownOrder, work, outbox, user }, context) {
    const paid_at = new Date().toISOString();
    const paid = advance(work, ownOrder, "paid", { payment: { method: body.method, hint: hintOf(body), paid_at } });
    // After the answer: nobody waits for the mail.
    context.defer(() => outbox.send(user.email, `Your order ${paid.id} of ${paid.total} euro is paid`));
    return paid;
  },
);

/** What may be shown of a payment. */
function hintOf(payment: z.output<typeof Payment>): string {
  switch (payment.method) {
    case "card":
      return `card ending in ${payment.number.slice(-4)}`;
    case "transfer":
      return `from ${payment.iban.slice(0, 4)}…`;
    case "invoice":
      return `within ${payment.due_days} days`;
  }
}

orders.post(
  "/{order_id}/cancel",
  {
    summary: "Cancel an order that is not on its way",
    path: ofOrder,
    use: { ownOrder, work },
    response: Order,
    responses: { ...allowed, ...missing, ...conflict },
  },
  function cancelOrder({ ownOrder, work }) {
    for (const { product_id, quantity } of ownOrder.lines) {
      const product = work.products.get(product_id);
      if (product !== undefined) work.products.put(product_id, { ...product, stock: product.stock + quantity });
    }
    return advance(work, ownOrder, "cancelled");
  },
);

orders.get(
  "/{order_id}/invoice",
  {
    summary: "The invoice, as text",
    path: ofOrder,
    use: { ownOrder },
    responses: { ...allowed, ...missing, 200: { mediaType: "text/plain", schema: z.string() } },
  },
  function getInvoice({ ownOrder }) {
    const lines = ownOrder.lines.map(({ quantity, name, total }) => `${quantity} × ${name}: ${total}`);
    const { street, postal_code, city, country } = ownOrder.address;
    return text([`Order ${ownOrder.id}`, `${street}, ${postal_code} ${city}, ${country}`, ...lines].join("\n"));
  },
);

/** Called by the payment provider: no token, but a signature. */
export const notices = new Router({ prefix: "/payment-notices", tags: ["orders"] });

notices.post(
  "",
  {
    summary: "What the payment provider calls",
    description: "The header is the HMAC-SHA-256 (Base64 URL) of order id and outcome, parted by a point.",
    headers: { x_signature: z.string().max(100) },
    body: ProviderNotice,
    use: { work, settings },
    status: 202,
    response: Order,
    responses: {
      401: { schema: Problem, description: "The signature is wrong" },
      ...conflict,
    },
  },
  async function takeNotice({ headers, body, work, settings }) {
    const text = `${body.order_id}.${body.outcome}`;
    if (!(await isSignature(text, headers.x_signature, settings.providerSecret))) {
      throw new HTTPError(401, "The signature is wrong");
    }
    const order = work.orders.get(body.order_id.toLowerCase());
    if (order === undefined) throw new Conflict(`There is no order ${body.order_id}`);
    return body.outcome === "settled" ? order : advance(work, order, "cancelled");
  },
);

import { dependency, Router, scoped } from "flotilla";
import { z } from "zod";
import { Conflict, NotFound } from "../errors.ts";
import { centsOf, moneyOf, RowId } from "../models/common.ts";
import { Cart, CartLineIn, Checkout, Order, QuantityChange } from "../models/order.ts";
import { allowed, conflict, missing } from "../responses.ts";
import { currentUser } from "../security/current-user.ts";
import { demo } from "../store/demo.ts";
import type { StoredCart, StoredOrder } from "../store/rows.ts";
import { type UnitOfWork, work } from "../store/unit-of-work.ts";

export const carts = new Router({
  prefix: "/carts",
  tags: ["carts"],
  responses: allowed,
});

const buyer = scoped(currentUser, ["shop"]);
const ofCart = { cart_id: z.uuid().meta({ examples: [demo.cart] }) };
const ofLine = { ...ofCart, product_id: RowId };

/** The cart of the path; somebody else's is not there. */
const ownCart = dependency({ path: ofCart, use: { user: buyer, work } }, function ownCart({ path, user, work }) {
  const cart = work.carts.need(path.cart_id);
  if (cart.customer_id !== user.id) throw new NotFound(`There is no cart ${path.cart_id}`);
  return cart;
});

function linesOf(work: UnitOfWork, cart: StoredCart) {
  return [...cart.lines].flatMap(([product_id, quantity]) => {
    const product = work.products.get(product_id);
    if (product === undefined) return [];
    const { name, price } = product;
    return [{ product_id, name, quantity, price, total: moneyOf(centsOf(price) * quantity) }];
  });
}

function totalOf(lines: readonly { readonly total: string }[]): string {
  return moneyOf(lines.reduce((sum, { total }) => sum + centsOf(total), 0));
}

function shown(work: UnitOfWork, cart: StoredCart) {
  const lines = linesOf(work, cart);
  return { id: cart.id, lines, total: totalOf(lines), updated_at: cart.updated_at };
}

function withLine(work: UnitOfWork, cart: StoredCart, product_id: number, quantity: number | undefined) {
  const lines = new Map(cart.lines);
  if (quantity === undefined) lines.delete(product_id);
  else lines.set(product_id, quantity);
  return shown(work, work.carts.put(cart.id, { ...cart, lines, updated_at: new Date().toISOString() }));
}

carts.post(
  "",
  {
    use: { user: buyer, work },
    status: 201,
    response: Cart,
    responses: {
      ...conflict,
      201: {
        description: "An empty cart",
        links: {
          get: { operationId: "getCart", parameters: { cart_id: "$response.body#/id" } },
          fill: { operationId: "addToCart", parameters: { cart_id: "$response.body#/id" } },
          order: { operationId: "checkOut", parameters: { cart_id: "$response.body#/id" } },
          delete: { operationId: "deleteCart", parameters: { cart_id: "$response.body#/id" } },
        },
      },
    },
  },
  function createCart({ user, work }) {
    const id = crypto.randomUUID();
    const cart = { id, customer_id: user.id, lines: new Map(), updated_at: new Date().toISOString() };
    return shown(work, work.carts.put(id, cart));
  },
);

carts.get(
  "/{cart_id}",
  { path: ofCart, use: { ownCart, work }, response: Cart, responses: missing },
  function getCart({ ownCart, work }) {
    return shown(work, ownCart);
  },
);

carts.delete(
  "/{cart_id}",
  { path: ofCart, use: { ownCart, work }, status: 204, responses: { ...missing, ...conflict } },
  function deleteCart({ ownCart, work }) {
    work.carts.delete(ownCart.id);
  },
);

carts.post(
  "/{cart_id}/lines",
  {
    summary: "Put something into a cart",
    description: "Adds to the quantity of a product that is in it already.",
    path: ofCart,
    body: CartLineIn,
    use: { ownCart, work },
    response: Cart,
    responses: {
      ...missing,
      ...conflict,
      200: {
        description: "The cart with it",
        links: {
          order: { operationId: "checkOut", parameters: { cart_id: "$response.body#/id" } },
          change: {
            operationId: "changeQuantity",
            parameters: { cart_id: "$response.body#/id", product_id: "$request.body#/product_id" },
          },
          remove: {
            operationId: "removeFromCart",
            parameters: { cart_id: "$response.body#/id", product_id: "$request.body#/product_id" },
          },
        },
      },
    },
  },
  function addToCart({ body, ownCart, work }) {
    const id = body.product_id;
    if (work.products.get(id) === undefined) throw new Conflict(`There is no product ${id}`);
    const quantity = (ownCart.lines.get(id) ?? 0) + body.quantity;
    if (quantity > 999) throw new Conflict("A cart takes at most 999 of a product");
    if (!ownCart.lines.has(id) && ownCart.lines.size >= 100) throw new Conflict("A cart takes 100 products");
    return withLine(work, ownCart, id, quantity);
  },
);

carts.patch(
  "/{cart_id}/lines/{product_id}",
  {
    path: ofLine,
    body: QuantityChange,
    use: { ownCart, work },
    response: Cart,
    responses: { ...missing, ...conflict },
  },
  function changeQuantity({ path, body, ownCart, work }) {
    if (!ownCart.lines.has(path.product_id)) throw new NotFound("The cart has no such product");
    return withLine(work, ownCart, path.product_id, body.quantity);
  },
);

carts.delete(
  "/{cart_id}/lines/{product_id}",
  { path: ofLine, use: { ownCart, work }, response: Cart, responses: { ...missing, ...conflict } },
  function removeFromCart({ path, ownCart, work }) {
    if (!ownCart.lines.has(path.product_id)) throw new NotFound("The cart has no such product");
    return withLine(work, ownCart, path.product_id, undefined);
  },
);

carts.post(
  "/{cart_id}/order",
  {
    summary: "Order what is in a cart",
    description:
      "Takes the products out of stock and deletes the cart. The same `Idempotency-Key` makes the same order once.",
    path: ofCart,
    headers: { idempotency_key: z.uuid().optional().describe("The id that the order will have.") },
    body: Checkout,
    use: { user: buyer, ownCart, work },
    status: 201,
    response: Order,
    responses: {
      ...missing,
      ...conflict,
      201: {
        description: "The order",
        headers: { Location: "Its address" },
        links: {
          get: { operationId: "getOrder", parameters: { order_id: "$response.body#/id" } },
          pay: { operationId: "payOrder", parameters: { order_id: "$response.body#/id" } },
          events: { operationId: "orderEvents", parameters: { order_id: "$response.body#/id" } },
          invoice: { operationId: "getInvoice", parameters: { order_id: "$response.body#/id" } },
          move: { operationId: "moveOrder", parameters: { order_id: "$response.body#/id" } },
          cancel: { operationId: "cancelOrder", parameters: { order_id: "$response.body#/id" } },
        },
      },
    },
  },
  function checkOut({ headers, body, user, ownCart, work }, context) {
    const id = (headers.idempotency_key ?? crypto.randomUUID()).toLowerCase();
    if (work.orders.get(id) !== undefined) throw new Conflict(`The order ${id} has been placed`);
    const lines = linesOf(work, ownCart);
    if (lines.length === 0) throw new Conflict("The cart is empty");
    for (const { product_id, name, quantity } of lines) {
      const product = work.products.need(product_id);
      if (product.stock < quantity) throw new Conflict(`Of ${name} there are only ${product.stock}`);
      work.products.put(product_id, { ...product, stock: product.stock - quantity });
    }
    work.carts.delete(ownCart.id);
    const placed_at = new Date().toISOString();
    const order: StoredOrder = {
      ...{ id, customer_id: user.id, status: "pending", lines, total: totalOf(lines), payment: null, placed_at },
      ...body,
    };
    work.events.put(id, [{ order_id: id, number: 1, status: "pending", at: placed_at }]);
    context.reply.headers.set("location", context.url("getOrder", { order_id: id }));
    return work.orders.put(id, order);
  },
);

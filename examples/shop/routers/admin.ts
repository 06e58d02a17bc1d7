import { file, jsonLines, Router, scoped } from "flotilla";
import { z } from "zod";
import { ImportReport, Product, ProductIn, StockChange } from "../models/catalog.ts";
import { centsOf, Day, moneyOf, RowId } from "../models/common.ts";
import { AuditEntry, DayStats, Order } from "../models/order.ts";
import { outbox } from "../outbox.ts";
import { allowed, conflict, missing, tooLarge } from "../responses.ts";
import { currentUser } from "../security/current-user.ts";
import { demo } from "../store/demo.ts";
import { store } from "../store/store.ts";
import { work } from "../store/unit-of-work.ts";
import { advance } from "./orders.ts";
import { shownProduct } from "./products.ts";

const administrator = scoped(currentUser, ["admin"]);

/** Every route asks for the scope `admin`. */
export const admin = new Router({
  prefix: "/admin",
  tags: ["admin"],
  use: { administrator },
  responses: allowed,
});

admin.get(
  "/stats",
  {
    summary: "Orders and revenue by day",
    query: { from: Day.optional(), days: z.int().min(1).max(366).default(7) },
    use: { work },
    response: z.array(DayStats),
  },
  function getStats({ query, work }) {
    const first = query.from === undefined ? Date.now() - query.days * 86_400_000 : Date.parse(query.from);
    const days = new Map<string, { orders: number; cents: number }>();
    for (const { placed_at, total, status } of work.orders.all()) {
      const at = Date.parse(placed_at);
      if (status === "cancelled" || at < first || at > first + (query.days + 1) * 86_400_000) continue;
      const day = placed_at.slice(0, 10);
      const { orders, cents } = days.get(day) ?? { orders: 0, cents: 0 };
      days.set(day, { orders: orders + 1, cents: cents + centsOf(total) });
    }
    return [...days].map(([day, { orders, cents }]) => ({ day, orders, revenue: moneyOf(cents) }));
  },
);

admin.put(
  "/products/{product_id}/stock",
  {
    path: { product_id: RowId },
    body: StockChange,
    use: { work },
    response: Product,
    responses: { ...missing, ...conflict },
  },
  function setStock({ path, body, administrator, work }) {
    const product = work.products.need(path.product_id);
    work.note(administrator.username, `${body.reason}: ${body.stock} of product ${product.id}`);
    return shownProduct(work, work.products.put(product.id, { ...product, stock: body.stock }));
  },
);

admin.post(
  "/products/import",
  {
    summary: "Import products",
    description:
      "A file with lines of `name;price;category`. What is wrong with a line is reported; the other lines are imported.",
    form: { upload: file({ maxBytes: 200_000 }) },
    maxBodyBytes: 400_000,
    use: { work },
    response: ImportReport,
    responses: { ...conflict, ...tooLarge },
  },
  async function importProducts({ form, administrator, work }) {
    const created: number[] = [];
    const rejected: { line: number; reason: string }[] = [];
    const lines = (await form.upload.text()).split(/\r?\n/);
    for (const [index, line] of lines.entries()) {
      const [name, price, category] = line.split(";");
      const made = ProductIn.safeParse({ name, price, category });
      if (!made.success) {
        const { path, message } = made.error.issues[0];
        if (line !== "") rejected.push({ line: index + 1, reason: `${path.join(".")}: ${message}` });
      } else if (work.categories.get(made.data.category) === undefined) {
        rejected.push({ line: index + 1, reason: `There is no category ${category}` });
      } else {
        const id = work.products.nextId();
        work.products.put(id, { ...made.data, id, stock: 0, created_at: new Date().toISOString() });
        created.push(id);
      }
    }
    work.note(administrator.username, `imported ${created.length} products`);
    return { created, rejected };
  },
);

admin.post(
  "/orders/{order_id}/{step}",
  {
    summary: "Ship or deliver an order",
    path: { order_id: z.uuid().meta({ examples: [demo.order] }), step: z.enum(["ship", "deliver"]) },
    use: { work, outbox },
    response: Order,
    responses: { ...missing, ...conflict },
  },
  function moveOrder({ path, administrator, work, outbox }, context) {
    const order = work.orders.need(path.order_id.toLowerCase());
    const moved = advance(work, order, path.step === "ship" ? "shipped" : "delivered");
    work.note(administrator.username, `${path.step} order ${order.id}`);
    const to = work.customers.get(order.customer_id)?.email;
    if (to !== undefined) context.defer(() => outbox.send(to, `Your order ${order.id} is ${moved.status}`));
    return moved;
  },
);

admin.get(
  "/audit",
  { summary: "Who did what, a line of JSON each", use: { store }, response: jsonLines(AuditEntry) },
  async function* readAudit({ store }) {
    // More may come while this is sent: what is there now counts.
    yield* store.audit.slice();
  },
);

admin.get(
  "/outbox",
  {
    summary: "Mail that was sent",
    use: { outbox },
    response: z.array(z.object({ to: z.string(), text: z.string() }).meta({ id: "Mail" })),
  },
  function readOutbox({ outbox }) {
    return outbox.sent;
  },
);

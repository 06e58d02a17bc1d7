import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { resource } from "flotilla";
import { type TestClient, testClient } from "flotilla/testing";
import { app } from "../../examples/shop/main.ts";
import { signature } from "../../examples/shop/security/tokens.ts";
import { settings } from "../../examples/shop/settings.ts";
import { demo } from "../../examples/shop/store/demo.ts";

const fast = resource(() => ({
  secret: "s",
  adminPassword: "let me in please",
  customerPassword: "beep beep beep",
  passwordRounds: 10,
  providerSecret: "p",
  streamSeconds: 20,
}));

type Json = { readonly [name: string]: never };
const address = { street: "1 Mesa Road", city: "Page", postal_code: "86040", country: "US" };

describe("the shop", () => {
  let client: TestClient<typeof app>;
  let admin: Record<string, string>;
  let buyer: Record<string, string>;

  const json = async (response: Response, status = 200): Promise<Json> => {
    const text = await response.text();
    assert.equal(response.status, status, text);
    return text === "" ? {} : JSON.parse(text);
  };
  const signIn = async (username: string, password: string, scope?: string) => {
    const form = { username, password, ...(scope === undefined ? {} : { scope }) };
    const { access_token } = await json(await client.post("/auth/token", { form }));
    return { authorization: `Bearer ${access_token}` };
  };
  const order = async (headers: Record<string, string>, quantity = 2) => {
    const { id } = await json(await client.post("/carts", { headers }), 201);
    const filled = await client.post(`/carts/${id}/lines`, { headers, json: { product_id: 2, quantity } });
    assert.equal((await json(filled)).total, `${(4.5 * quantity).toFixed(2)}`);
    return await json(await client.post(`/carts/${id}/order`, { headers, json: { address } }), 201);
  };

  before(async () => {
    client = testClient(app, { override: [[settings, fast]] });
    admin = await signIn("admin", "let me in please");
    buyer = await signIn("wile", "beep beep beep");
  });
  after(() => client.close());

  test("tells who one is, and gives no scopes that one does not have", async () => {
    const me = await json(await client.get("/auth/me", { headers: buyer }));
    assert.deepEqual([me.username, me.scopes], ["wile", ["shop"]]);
    assert.equal(Object.hasOwn(me, "password_hash"), false);
    const { scope } = await json(
      await client.post("/auth/token", { form: { username: "wile", password: "beep beep beep", scope: "shop admin" } }),
    );
    assert.equal(scope, "shop");
    const narrow = await signIn("admin", "let me in please", "shop");
    const refused = await client.get("/admin/outbox", { headers: narrow });
    assert.equal(refused.headers.get("www-authenticate"), 'Bearer scope="admin"');
    assert.deepEqual(await json(refused, 403), { detail: "The token lacks the scope admin" });
    const wrong = await client.post("/auth/token", { form: { username: "wile", password: "wrong wrong" } });
    await json(wrong, 401);
    await json(await client.get("/auth/me", { headers: { authorization: "Bearer x.y" } }), 401);
    await json(await client.get("/auth/me", { headers: { authorization: "Bearer é.é" } }), 401);
  });

  test("keeps sessions of browsers in a cookie", async () => {
    const browser = testClient(app);
    await json(await browser.get("/auth/session"), 401);
    const login = { username: "wile", password: "beep beep beep" };
    const signedIn = await browser.post("/auth/session", { json: login });
    assert.match(signedIn.headers.get("set-cookie") ?? "", /SameSite=strict; HttpOnly/);
    assert.equal((await json(await browser.get("/auth/session"))).username, "wile");
    await json(await browser.delete("/auth/session"), 204);
    await json(await browser.get("/auth/session"), 401);
    await browser.close();
  });

  test("finds products by what the query says, page by page", async () => {
    const list = (query: string) => client.get(`/products?${query}`).then((response) => json(response));
    assert.equal((await list("")).total, 3);
    const names = (page: Json) => (page.items as readonly Json[]).map(({ name }) => name);
    assert.deepEqual(names(await list("sort=-price")), ["Rocket", "Anvil", "Bird seed"]);
    assert.deepEqual(names(await list("sort=price&size=1&page=2")), ["Anvil"]);
    assert.deepEqual(names(await list("q=SEED&min_price=1")), ["Bird seed"]);
    assert.deepEqual(names(await list("availability=on_request")), ["Rocket"]);
    const { detail } = await json(await client.get("/products?size=0&sort=best"), 422);
    assert.deepEqual(
      (detail as readonly Json[]).map(({ loc, type }) => [loc, type]),
      [
        [["query", "size"], "greater_than_equal"],
        [["query", "sort"], "enum"],
      ],
    );
  });

  test("makes, changes, replaces and deletes products, if one may", async () => {
    const body = { name: "Magnet", price: "19.90", category: "garden-tools", tags: ["heavy"] };
    await json(await client.post("/products", { json: body }), 401);
    await json(await client.post("/products", { headers: buyer, json: body }), 403);
    await json(await client.post("/products", { headers: admin, json: { ...body, category: "none" } }), 409);
    const made = await client.post("/products", { headers: admin, json: body });
    const { id, stock, availability, dimensions } = await json(made, 201);
    assert.deepEqual([stock, availability, dimensions], [0, "sold_out", null]);
    const at = `/products/${id}`;
    assert.equal(made.headers.get("location"), at);
    const newest = await client.get("/catalog/newest", { followRedirects: false });
    assert.deepEqual([newest.status, newest.headers.get("location")], [307, at]);
    const patched = await json(await client.patch(at, { headers: admin, json: { price: "9.90" } }));
    assert.deepEqual([patched.price, patched.tags], ["9.90", ["heavy"]]);
    const strict = { stock: "3", reason: "count" };
    await json(await client.put(`/admin${at}/stock`, { headers: admin, json: strict }), 422);
    const counted = await client.put(`/admin${at}/stock`, { headers: admin, json: { ...strict, stock: 3 } });
    assert.equal((await json(counted)).availability, "in_stock");
    await json(await client.delete(at, { headers: admin }), 204);
    assert.deepEqual(await json(await client.get(at), 404), { detail: `There is no product ${id}` });
  });

  test("refuses to delete a category that has products", async () => {
    await json(await client.delete("/categories/explosives", { headers: admin }), 409);
    const put = await client.put("/categories/magnets", { headers: admin, json: { name: "Magnets" } });
    assert.deepEqual(await json(put), { name: "Magnets", description: "", slug: "magnets", products: 0 });
    await json(await client.delete("/categories/magnets", { headers: admin }), 204);
  });

  test("takes a review of each customer, and shows the mean", async () => {
    const review = { stars: 2, text: "Missed." };
    const { id } = await json(await client.post("/products/1/reviews", { headers: buyer, json: review }), 201);
    await json(await client.post("/products/1/reviews", { headers: buyer, json: review }), 409);
    assert.equal((await json(await client.get("/products/1"))).rating, 3.5);
    await json(await client.patch(`/reviews/${id}`, { headers: admin, json: { stars: 1 } }), 403);
    assert.equal((await json(await client.patch(`/reviews/${id}`, { headers: buyer, json: { stars: 1 } }))).stars, 1);
    await json(await client.delete(`/reviews/${id}`, { headers: admin }), 204);
  });

  test("keeps files of products, and gives them as attachments", async () => {
    const form = new FormData();
    form.set("upload", new File(["<script>"], 'a "b"\r\n.html', { type: "text/html" }));
    form.set("caption", "Plans");
    const made = await json(await client.post("/products/3/files", { headers: admin, form }), 201);
    assert.deepEqual([made.bytes, made.caption], [8, "Plans"]);
    const file = await client.get(`/files/${made.id}`);
    assert.equal(file.headers.get("content-type"), "application/octet-stream");
    assert.match(file.headers.get("content-disposition") ?? "", /^attachment; filename\*=UTF-8''a%20/);
    assert.equal(await file.text(), "<script>");
    assert.equal(((await json(await client.get("/products/3/files"))) as unknown as Json[]).length, 1);
    const big = new FormData();
    big.set("upload", new File([new Uint8Array(3 * 1024 * 1024)], "big"));
    await json(await client.post("/products/3/files", { headers: admin, form: big }), 413);
    await json(await client.delete(`/files/${made.id}`, { headers: admin }), 204);
  });

  test("sells: cart, order, payment, delivery, mail afterwards", async () => {
    const placed = await order(buyer, 3);
    const at = `/orders/${placed.id}`;
    assert.deepEqual([placed.status, placed.total, placed.delivery], ["pending", "13.50", "standard"]);
    const bad = await client.post(`${at}/payment`, { headers: buyer, json: { method: "card", number: "4111" } });
    const { detail } = await json(bad, 422);
    assert.deepEqual((detail as readonly Json[])[0].loc, ["body", "card", "number"]);
    const payment = { method: "card", number: "4111111111111111", holder: "W", expires: "04/31" };
    const paid = await json(await client.post(`${at}/payment`, { headers: buyer, json: payment }));
    assert.deepEqual([paid.status, (paid.payment as Json).hint], ["paid", "card ending in 1111"]);
    await json(await client.post(`${at}/payment`, { headers: buyer, json: payment }), 409);
    await json(await client.post(`/admin${at}/ship`, { headers: buyer }), 403);
    await json(await client.post(`/admin${at}/ship`, { headers: admin }));
    await json(await client.post(`${at}/cancel`, { headers: buyer }), 409);
    await json(await client.post(`/admin${at}/deliver`, { headers: admin }));
    const mail = (await json(await client.get("/admin/outbox", { headers: admin }))) as unknown as Json[];
    assert.deepEqual(
      mail.map(({ text }) => (text as string).replace(placed.id, "X")),
      ["Your order X of 13.50 euro is paid", "Your order X is shipped", "Your order X is delivered"],
    );
    assert.match(await (await client.get(`${at}/invoice`, { headers: buyer })).text(), /^3 × Bird seed: 13\.50$/m);
    const [today] = (await json(await client.get("/admin/stats", { headers: admin }))) as unknown as Json[];
    assert.equal(today.revenue, "18.00", "that of the demo order is in it");
    const list = await client.get("/orders?status=delivered&status=paid", { headers: buyer });
    assert.equal((await json(list)).total, 1);
  });

  test("nothing of a request that fails is kept", async () => {
    const { id } = await json(await client.post("/carts", { headers: buyer }), 201);
    for (const [product_id, quantity] of [
      [2, 5],
      [1, 900],
    ]) {
      await json(await client.post(`/carts/${id}/lines`, { headers: buyer, json: { product_id, quantity } }));
    }
    const { stock } = await json(await client.get("/products/2"));
    // Bird seed is taken first, then there are too few anvils.
    await json(await client.post(`/carts/${id}/order`, { headers: buyer, json: { address } }), 409);
    assert.equal((await json(await client.get("/products/2"))).stock, stock);
    await json(await client.get(`/carts/${id}`, { headers: buyer }));
    assert.equal((await client.get(`/carts/${id}`, { headers: admin })).status, 404, "carts are nobody else's");
  });

  test("of two at a time that change one row, one is told to try again", async () => {
    const body = { current: "beep beep beep", next: "beep beep beep" };
    const both = [1, 2].map(() => client.put("/auth/password", { headers: buyer, json: body }));
    const statuses = (await Promise.all(both)).map(({ status }) => status);
    assert.deepEqual(statuses.sort(), [204, 409]);
  });

  test("tells of an order as it happens, and goes on after a break", async () => {
    const placed = await order(buyer);
    const at = `/orders/${placed.id}`;
    const stream = await client.get(`${at}/events`, { headers: buyer });
    assert.equal(stream.headers.get("content-type"), "text/event-stream; charset=utf-8");
    const reader = stream.body!.pipeThrough(new TextDecoderStream()).getReader();
    let text = "";
    const until = async (word: string) => {
      while (!text.includes(word)) text += (await reader.read()).value;
    };
    await until("event: pending");
    await json(await client.post(`${at}/cancel`, { headers: buyer }));
    await until("event: cancelled");
    while (!(await reader.read()).done);
    const later = await client.get(`${at}/events`, { headers: { ...buyer, "last-event-id": "1" } });
    const rest = await later.text();
    assert.ok(rest.includes("id: 2\n") && !rest.includes("id: 1\n"), rest);
  });

  test("exports lines of JSON, and imports files", async () => {
    const form = new FormData();
    form.set("upload", new File(["Tunnel paint;12.00;garden-tools\nbroken\nGlue;1.00;nowhere\n"], "products.csv"));
    const report = await json(await client.post("/admin/products/import", { headers: admin, form }));
    assert.deepEqual(
      (report.rejected as readonly Json[]).map(({ line }) => line),
      [2, 3],
    );
    const lines = (await (await client.get("/catalog/export")).text()).trimEnd().split("\n");
    assert.equal(JSON.parse(lines[lines.length - 1]).name, "Tunnel paint");
    const audit = await (await client.get("/admin/audit", { headers: admin })).text();
    assert.match(audit, /imported 1 products/);
    await json(await client.delete(`/products/${(report.created as readonly number[])[0]}`, { headers: admin }), 204);
  });

  test("believes the payment provider's signature only", async () => {
    const placed = await order(buyer);
    const notice = { order_id: placed.id, outcome: "charged_back" };
    const send = (sent: string) => client.post("/payment-notices", { headers: { "x-signature": sent }, json: notice });
    await json(await send("AAAA"), 401);
    await json(await client.post("/payment-notices", { json: notice }), 422);
    const good = await send(await signature(`${placed.id}.charged_back`, "p"));
    assert.equal((await json(good, 202)).status, "cancelled");
  });

  test("customers register, change what is theirs, and leave", async () => {
    const body = { username: "roadrunner", password: "meep meep", email: "rr@example.com", born: "1949-09-17" };
    const made = await json(await client.post("/customers", { json: body }), 201);
    await json(await client.post("/customers", { json: body }), 409);
    const own = await signIn("roadrunner", "meep meep");
    const at = `/customers/${made.id}`;
    await json(await client.get(at, { headers: buyer }), 403);
    assert.equal((await json(await client.patch(at, { headers: own, json: { newsletter: true } }))).newsletter, true);
    const found = await client.get("/customers?newsletter=yes", { headers: admin });
    assert.equal((await json(found)).total, 1);
    await json(await client.delete(at, { headers: own }), 204);
    await json(await client.get("/auth/me", { headers: own }), 401);
    await json(await client.delete("/customers/1", { headers: admin }), 409);
  });

  test("supports by WebSocket: everybody at a topic hears what is said", async () => {
    const token = buyer.authorization.slice("Bearer ".length);
    const one = await client.websocket("/support/orders", { query: { token } });
    const other = await client.websocket("/support/orders", { query: { token } });
    await one.send(JSON.stringify({ text: "Where is my rocket?" }));
    for (const socket of [one, other]) {
      const { from, text } = JSON.parse(String(await socket.receive()));
      assert.deepEqual([from, text], ["wile", "Where is my rocket?"]);
    }
    await assert.rejects(client.websocket("/support/orders", { query: { token: "x" } }));
    await assert.rejects(client.websocket("/support/weather", { query: { token } }));
    for (const socket of [one, other]) await socket.close();
  });

  test("answers with ids, times, CORS and compression", async () => {
    const headers = { origin: "https://shop.example", "accept-encoding": "gzip" };
    const response = await client.get("/openapi.json", { headers });
    assert.match(response.headers.get("x-request-id") ?? "", /^[0-9a-f-]{36}$/);
    assert.equal(response.headers.get("access-control-allow-origin"), "https://shop.example");
    assert.equal(response.headers.get("content-encoding"), "gzip");
    const preflight = { ...headers, "access-control-request-method": "PATCH" };
    assert.equal((await client.options("/products/1", { headers: preflight })).status, 200);
    assert.equal((await client.get("/", { followRedirects: false })).headers.get("location"), "/docs");
    assert.deepEqual(await json(await client.get("/health")), { status: "ok" });
    assert.equal((await json(await client.get(`/orders/${demo.order}`, { headers: admin }))).id, demo.order);
  });

  test("documents every answer of at least 30 operations", () => {
    const { paths } = app.openapi() as unknown as { paths: Record<string, Record<string, Json>> };
    const operations = Object.values(paths).flatMap((path) => Object.values(path));
    assert.ok(operations.length >= 30, `${operations.length}`);
    for (const { operationId, security, responses } of operations) {
      if (security !== undefined) assert.ok(Object.hasOwn(responses as Json, "401"), operationId);
    }
  });
});

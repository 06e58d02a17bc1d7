import assert from "node:assert/strict";
import { test } from "node:test";
import { App, templates } from "../../src/index.ts";
import { both } from "./both.ts";

const sources: { readonly [name: string]: string } = { item: "<a href='{url}'>{id}</a>" };

/** An engine as small as can be. */
async function render(name: string, data: { readonly [name: string]: unknown; url: unknown }): Promise<string> {
  const link = (data.url as (name: string, params: object) => string)("read_item", { item_id: data.id as string });
  return sources[name].replace("{url}", link).replace("{id}", String(data.id));
}

both(
  "a page is rendered with its data and the routes' urls, and sent as HTML",
  () => {
    const page = templates(render);
    const app = new App();
    const outer = new App();
    app.get("/items/{item_id}", { name: "read_item", use: { page } }, ({ page, path }, { reply }) => {
      reply.headers.set("x-page", "1");
      return page("item", { id: path.item_id }, { status: 203 });
    });
    outer.mount("/shop", app);
    return outer;
  },
  async (send) => {
    const answer = await send("/shop/items/7");
    assert.deepEqual([answer.status, await answer.text()], [203, "<a href='/shop/items/7'>7</a>"]);
    assert.equal(answer.headers.get("content-type"), "text/html; charset=utf-8");
    assert.equal(answer.headers.get("x-page"), "1");
  },
);

test("engines may be synchronous, and data wins over helpers", async () => {
  const page = templates((name, data) => `${name} ${data.url} ${data.context.path}`);
  const app = new App();
  app.get("/a", { use: { page } }, ({ page }) => page("n", { url: "mine" }));
  assert.equal(await (await app.fetch(new Request("http://a/a"))).text(), "n mine /a");
});

test("what is no function is refused", () => {
  assert.throws(() => templates("eta" as never), /give it the engine's function/);
});

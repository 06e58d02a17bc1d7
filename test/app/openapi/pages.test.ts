import assert from "node:assert/strict";
import { test } from "node:test";
import { gunzipSync } from "node:zlib";
import { escapeHtml, jsonForScript, linkTo } from "../../../src/app/openapi/pages/html.ts";
import { App, oauth2RedirectPage, redocPage, swaggerUIPage } from "../../../src/index.ts";
import { nodePlatform } from "../../../src/server/platform/node-platform.ts";

const get = (app: App, path: string, headers: Record<string, string> = {}, method = "GET") =>
  app.fetch(new Request(`http://app.test${path}`, { headers, method }));

async function started(options: ConstructorParameters<typeof App>[0] = {}): Promise<App> {
  const app = new App(options);
  await app.start(nodePlatform);
  return app as App;
}

/** The settings that the page's script reads. */
function settingsIn(page: string): { [name: string]: unknown } {
  const text = /<script id="settings" type="application\/json">(.*)<\/script>/.exec(page)?.[1];
  return JSON.parse(text as string) as { [name: string]: unknown };
}

/** Every address that a page makes a browser load. */
const addressesIn = (page: string): string[] =>
  [...page.matchAll(/(?:src|href|spec-url)="([^"]*)"/g)].map(([, address]) => address);

test("the pages load only files of the app, and each of them is there", async () => {
  const app = await started({ title: "Shop" });
  for (const [path, title] of [
    ["/docs", "Shop - Swagger UI"],
    ["/redoc", "Shop - ReDoc"],
    ["/docs/oauth2-redirect", "Swagger UI: OAuth2 Redirect"],
  ]) {
    const answer = await get(app, path);
    assert.equal(answer.status, 200);
    assert.equal(answer.headers.get("content-type"), "text/html; charset=utf-8");
    const page = await answer.text();
    assert.ok(page.includes(`<title>${title}</title>`), page);
    const addresses = addressesIn(page);
    assert.ok(addresses.length > 0);
    for (const address of addresses) {
      const url = new URL(address, `http://app.test${path}`);
      assert.equal(url.origin, "http://app.test");
      const file = await get(app, url.pathname);
      assert.equal(file.status, 200, url.pathname);
      assert.ok((await file.arrayBuffer()).byteLength > 20, url.pathname);
    }
    assert.equal((await get(app, path, {}, "HEAD")).status, 200);
    // Scripts in the page would need a hole in a content security policy.
    assert.doesNotMatch(page, /<script(?![^>]*(src=|type="application\/json"))/);
    assert.doesNotMatch(page, / on\w+=/);
  }
});

test("files are gzipped for those who take it, and have entity tags", async () => {
  const app = await started();
  const plain = await get(app, "/docs/swagger-ui.css");
  assert.equal(plain.headers.get("content-type"), "text/css; charset=utf-8");
  assert.equal(plain.headers.get("content-encoding"), null);
  assert.equal(plain.headers.get("vary"), "accept-encoding");
  const text = await plain.text();
  assert.ok(text.includes(".swagger-ui"));
  const zipped = await get(app, "/docs/swagger-ui.css", { "accept-encoding": "br;q=1, gzip;q=0.8" });
  assert.equal(zipped.headers.get("content-encoding"), "gzip");
  const bytes = new Uint8Array(await zipped.arrayBuffer());
  assert.equal(gunzipSync(bytes).toString(), text);
  for (const field of ["gzip;q=0", "br", "identity, gzip; q=0.0", "*;q=0"]) {
    const answer = await get(app, "/docs/swagger-ui.css", { "accept-encoding": field });
    assert.equal(answer.headers.get("content-encoding"), null, field);
  }
  const tags = [plain, zipped].map(({ headers }) => headers.get("etag") as string);
  assert.notEqual(tags[0], tags[1]);
  const again = await get(app, "/docs/swagger-ui.css", { "if-none-match": tags[0] });
  assert.equal(again.status, 304);
  assert.equal(again.headers.get("etag"), tags[0]);
  assert.equal((await get(app, "/docs/swagger-ui.css", { "if-none-match": tags[1] })).status, 200);
});

test("Swagger UI gets FastAPI's parameters, with the user's over them", async () => {
  const page = await (await get(await started(), "/docs")).text();
  assert.deepEqual(settingsIn(page), {
    url: "./openapi.json",
    dom_id: "#swagger-ui",
    layout: "BaseLayout",
    deepLinking: true,
    showExtensions: true,
    showCommonExtensions: true,
    validatorUrl: null,
    oauth2RedirectUrl: "./docs/oauth2-redirect",
  });
  const own = await started({
    swaggerUi: { deepLinking: false, syntaxHighlight: { theme: "obsidian" } },
    swaggerUiOauth: { clientId: "docs" },
    oauth2RedirectUrl: null,
  });
  const settings = settingsIn(await (await get(own, "/docs")).text());
  assert.equal(settings.deepLinking, false);
  assert.deepEqual(settings.syntaxHighlight, { theme: "obsidian" });
  assert.deepEqual(settings.oauth, { clientId: "docs" });
  assert.ok(!("oauth2RedirectUrl" in settings));
  assert.equal((await get(own, "/docs/oauth2-redirect")).status, 404);
});

test("a title or parameter cannot break out of the page", async () => {
  const app = await started({
    title: '</title><script>alert("1")</script>',
    swaggerUi: { nasty: "</script><script>alert(1)</script><!--" },
  });
  for (const path of ["/docs", "/redoc"]) {
    const page = await (await get(app, path)).text();
    assert.ok(!page.includes("alert(1)</script>") && !page.includes('alert("1")'), page);
    assert.ok(page.split("<!--").length <= 2);
  }
  assert.equal(settingsIn(await (await get(app, "/docs")).text()).nasty, "</script><script>alert(1)</script><!--");
});

test("below a mount every address has the root path; elsewhere addresses are relative", async () => {
  const inner = await started({ title: "Inner", docsUrl: "/a/docs", openapiUrl: "/api.json" });
  const app = new App();
  app.mount("/sub", inner);
  await app.start(nodePlatform);
  const below = await (await get(app as App, "/sub/a/docs")).text();
  assert.equal(settingsIn(below).url, "/sub/api.json");
  assert.equal(settingsIn(below).oauth2RedirectUrl, "/sub/docs/oauth2-redirect");
  assert.ok(addressesIn(below).every((address) => address.startsWith("/sub/a/docs/")));
  const alone = await (await get(inner, "/a/docs")).text();
  assert.equal(settingsIn(alone).url, "../api.json");
  assert.ok(addressesIn(alone).includes("../a/docs/swagger-ui.css"));
});

test("without the files the page says what is missing, and loads nothing from elsewhere", async () => {
  const app = new App({ title: "Shop" }) as App;
  for (const [path, tool] of [
    ["/docs", "Swagger UI"],
    ["/redoc", "ReDoc"],
  ]) {
    const answer = await get(app, path);
    assert.equal(answer.status, 200);
    const page = await answer.text();
    assert.ok(page.includes(`<title>Shop - ${tool}</title>`));
    assert.match(page, /flotilla run/);
    assert.deepEqual(addressesIn(page), ["./openapi.json"]);
  }
  assert.equal((await get(app, "/docs/swagger-ui-bundle.js")).status, 404);
});

test("pages of the user's own: files from elsewhere, scripts in the page", async () => {
  const app = new App({ docsUrl: null, redocUrl: null });
  app.get("/docs", { hidden: true }, () =>
    swaggerUIPage({
      title: "Own <1>",
      openapiUrl: "/openapi.json",
      scriptUrl: "https://cdn.test/swagger-ui-bundle.js",
      styleUrl: "https://cdn.test/swagger-ui.css",
      parameters: { syntaxHighlight: { theme: "obsidian" }, tags: ["a", "b"] },
    }),
  );
  app.get("/redoc", { hidden: true }, () =>
    redocPage({ title: "Own", openapiUrl: "/openapi.json", scriptUrl: "https://cdn.test/redoc.js" }),
  );
  app.get("/back", { hidden: true }, () => oauth2RedirectPage());
  const docs = await (await get(app as App, "/docs")).text();
  assert.deepEqual(addressesIn(docs), ["https://cdn.test/swagger-ui.css", "https://cdn.test/swagger-ui-bundle.js"]);
  assert.match(docs, /<title>Own &lt;1&gt; - Swagger UI<\/title>/);
  assert.match(docs, /"syntaxHighlight": \{"theme": "obsidian"\}, "tags": \["a", "b"\]/);
  assert.match(docs, /<script>\n"use strict";[\s\S]*SwaggerUIBundle\(\{/);
  assert.deepEqual(addressesIn(await (await get(app as App, "/redoc")).text()), [
    "/openapi.json",
    "https://cdn.test/redoc.js",
  ]);
  assert.match(await (await get(app as App, "/back")).text(), /<script>\n"use strict";[\s\S]*oauth2\.callback/);
});

test("escaping and links", () => {
  assert.equal(escapeHtml(`<a href="x" id='y'>&`), "&lt;a href=&quot;x&quot; id=&#39;y&#39;&gt;&amp;");
  assert.equal(
    jsonForScript({ a: "</script><!-- & -->" }),
    '{"a": "\\u003c/script\\u003e\\u003c!-- \\u0026 --\\u003e"}',
  );
  assert.equal(linkTo("/docs", "/openapi.json", ""), "./openapi.json");
  assert.equal(linkTo("/", "/openapi.json", ""), "./openapi.json");
  assert.equal(linkTo("/a/b/docs", "/openapi.json", ""), "../../openapi.json");
  assert.equal(linkTo("/a/b/docs", "/openapi.json", "/v1"), "/v1/openapi.json");
});

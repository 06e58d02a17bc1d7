import { existsSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { type Browser, chromium, type Page } from "playwright-core";
import { serve } from "../../src/server/index.ts";
import type { Suite, SuiteOptions, SuiteReport } from "../suite.ts";
import { browserApp } from "./app.ts";

/** Where Debian and its like put it; `CHROMIUM` names another. */
const places = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];

/** What one page did that it must not. */
class Watch {
  readonly faults: string[] = [];

  constructor(page: Page, origin: string) {
    page.on("request", (request) => {
      const url = request.url();
      if (!url.startsWith(origin) && !/^(data|blob|about):/.test(url)) this.faults.push(`asked for ${url}`);
    });
    page.on("requestfailed", (request) => this.faults.push(`${request.url()}: ${request.failure()?.errorText}`));
    page.on("pageerror", (error) => this.faults.push(`script error: ${error.message}`));
    page.on("console", (message) => {
      // An answer with an error's status is told there too: some are wanted.
      if (message.type() === "error" && !/the server responded with a status of 4/.test(message.text())) {
        this.faults.push(`console: ${message.text()}`);
      }
    });
  }
}

type Check = (page: Page, origin: string, shot: (name: string) => Promise<void>) => Promise<void>;

async function execute(page: Page, operation: string, fill: () => Promise<void> = async () => {}): Promise<string> {
  const block = page.locator(`#operations-${operation}`);
  const toggle = block.locator(".try-out__btn").first();
  if (!(await toggle.isVisible())) await block.locator(".opblock-summary-control").click();
  await toggle.waitFor();
  if ((await toggle.innerText()).includes("Try it out")) await toggle.click();
  await fill();
  const answered = page.waitForResponse((response) => !response.url().endsWith("/openapi.json"));
  await block.getByRole("button", { name: "Execute" }).click();
  await answered;
  const live = block.locator(".live-responses-table");
  await live.waitFor();
  return (await live.innerText()).replace(/\s+/g, " ");
}

function mustContain(text: string, ...parts: readonly string[]): void {
  for (const part of parts)
    if (!text.includes(part)) throw new Error(`${JSON.stringify(part)} is not in: ${text.slice(0, 400)}`);
}

/** Opens the dialog, fills one scheme in, and closes it again. */
async function authorize(page: Page, scheme: string, fields: { readonly [label: string]: string }): Promise<void> {
  await page.locator(".scheme-container .btn.authorize").click();
  const container = page.locator(".auth-container", { has: page.locator("h4", { hasText: scheme }) });
  for (const [label, value] of Object.entries(fields)) await container.locator(label).fill(value);
  await container.getByRole("button", { name: /^(Authorize|Apply.*)$/ }).click();
  await container.getByRole("button", { name: /Logout|Remove/ }).waitFor();
  await container.locator(".btn-done").click();
}

const checks: { readonly [name: string]: Check } = {
  "/docs shows the operations": async (page, origin, shot) => {
    await page.goto(`${origin}/docs`);
    await page.locator("#operations-items-readItem").waitFor();
    mustContain(await page.title(), "Shop </script><b> - Swagger UI");
    const count = await page.locator(".opblock").count();
    if (count !== 5) throw new Error(`${count} operations are shown, not 5`);
    mustContain(await page.locator(".information-container").innerText(), "Shop </script><b>", "1.0.0", "OAS 3.1");
    await page.locator("section.models").getByText("Item", { exact: true }).first().waitFor();
    await shot("docs");
  },
  "/docs: Try it out sends a request and shows the answer": async (page, origin, shot) => {
    await page.goto(`${origin}/docs`);
    const block = page.locator("#operations-items-readItem");
    await block.waitFor();
    const text = await execute(page, "items-readItem", async () => {
      await block.locator('tr[data-param-name="item_id"] input').fill("42");
      await block.locator('tr[data-param-name="q"] input').fill("chairs & tables");
    });
    mustContain(text, "200", '"item_id": 42', '"q": "chairs & tables"', '"made": "by Flotilla"');
    await shot("docs-try-it-out");
    const added = page.locator("#operations-items-addItem");
    const posted = await execute(page, "items-addItem", async () => {
      await added.locator("textarea.body-param__text").fill('{"name": "Chair", "price": 12.5}');
    });
    mustContain(posted, "201", '"name": "Chair"', '"tags": []');
    const refused = await execute(page, "items-addItem", async () => {
      await added.locator("textarea.body-param__text").fill('{"name": "", "price": 1}');
    });
    mustContain(refused, "422", "string_too_short");
  },
  "/docs: Authorize by an OAuth2 password flow": async (page, origin, shot) => {
    await page.goto(`${origin}/docs`);
    await page.locator("#operations-users-readMe").waitFor();
    mustContain(await execute(page, "users-readMe"), "401", "Not authenticated");
    await authorize(page, "OAuth2PasswordBearer", { "#oauth_username": "ann", "#oauth_password": "secret" });
    mustContain(await execute(page, "users-readMe"), "200", '"seen": "token-of-ann"');
    await shot("docs-authorized");
  },
  "/docs: Authorize by a bearer token": async (page, origin) => {
    await page.goto(`${origin}/docs`);
    await page.locator("#operations-users-readBearer").waitFor();
    mustContain(await execute(page, "users-readBearer"), "401");
    await authorize(page, "HTTPBearer", { input: "abc" });
    mustContain(await execute(page, "users-readBearer"), "200", '"bearer": "abc"');
  },
  "/docs/oauth2-redirect hands on what it was sent": async (page, origin) => {
    await page.goto(`${origin}/docs`);
    await page.locator("#operations-users-readMe").waitFor();
    // As Swagger UI leaves it for the window it opens.
    const answer = page.evaluate(`new Promise((done) => {
      window.swaggerUIRedirectOauth2 = {
        state: "s",
        redirectUrl: "r",
        auth: { name: "a", schema: new Map([["flow", "authorizationCode"]]) },
        errCb: (fault) => done("error: " + fault.message),
        callback: ({ auth }) => done(auth.code),
      };
      window.open("/docs/oauth2-redirect?code=the-code&state=s");
    })`) as Promise<string>;
    mustContain(await answer, "the-code");
  },
  "/redoc shows the operations": async (page, origin, shot) => {
    await page.goto(`${origin}/redoc`);
    await page.getByRole("heading", { name: "Read Item" }).first().waitFor();
    mustContain(await page.title(), "Shop </script><b> - ReDoc");
    mustContain(await page.locator("body").innerText(), "/items/{item_id}", "Add Item", "An API to try out");
    await shot("redoc");
  },
};

async function run({ screenshots }: SuiteOptions): Promise<SuiteReport> {
  const executable = process.env.CHROMIUM ?? places.find((place) => existsSync(place));
  const nothing = { agreed: 0, explained: 0, failures: [], details: [] };
  if (executable === undefined || !existsSync(executable)) {
    return { ...nothing, skipped: "there is no Chromium: apt-get install chromium, or name one by CHROMIUM" };
  }
  const server = await serve(browserApp(), { port: 0 });
  const origin = server.addresses[0];
  // No name is known, and nothing but this machine is reached: a page that needs the internet fails here.
  const args = ["--no-sandbox", "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1", "--proxy-server=direct://"];
  let browser: Browser | undefined;
  try {
    browser = await chromium.launch({ executablePath: executable, args });
    if (screenshots !== undefined) mkdirSync(screenshots, { recursive: true });
    const failures: string[] = [];
    for (const [name, check] of Object.entries(checks)) {
      const fault = await runCheck(browser, check, origin, screenshots);
      if (fault !== undefined) failures.push(`${name}: ${fault}`);
    }
    const all = Object.keys(checks).length;
    const details = [
      `Chromium ${browser.version()}, without a network, under a content security policy without inline scripts`,
    ];
    return { agreed: all - failures.length, explained: 0, failures, details };
  } finally {
    await browser?.close();
    await server.close({ graceMs: 0 });
  }
}

/** What went wrong; undefined if nothing did. */
async function runCheck(
  browser: Browser,
  check: Check,
  origin: string,
  screenshots: string | undefined,
): Promise<string | undefined> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 } });
  try {
    const page = await context.newPage();
    page.setDefaultTimeout(20_000);
    const watch = new Watch(page, origin);
    await check(page, origin, async (name) => {
      const fullPage = name.startsWith("docs");
      if (screenshots !== undefined) await page.screenshot({ path: join(screenshots, `${name}.png`), fullPage });
    });
    return watch.faults.length === 0 ? undefined : watch.faults.join("; ");
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  } finally {
    await context.close();
  }
}

export const browser: Suite = {
  name: "browser",
  about: "the docs pages in Chromium, with the network cut off",
  run,
};

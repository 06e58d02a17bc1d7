import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { test } from "node:test";
import { App, type CorsOptions, cors, httpsRedirect, type Middleware, text, trustedHost } from "../../../src/index.ts";
import { serve } from "../../../src/server/serve.ts";
import { overSocket, type Send } from "../both.ts";

// What Starlette's own middlewares answered (record_starlette.py), asked of ours, both ways.

interface Answered {
  readonly path: string;
  readonly status: number;
  readonly headers: { readonly [name: string]: string };
  readonly body: string;
}
interface CorsCase extends Answered {
  readonly policy: { readonly [name: string]: unknown };
  readonly method: string;
  readonly sent: { readonly [name: string]: string };
}
interface HostCase extends Answered {
  readonly hosts: string[];
  readonly wwwRedirect: boolean;
  readonly host: string;
}

const recorded = JSON.parse(await readFile(new URL("./starlette-answers.json", import.meta.url), "utf8")) as {
  cors: CorsCase[];
  hosts: HostCase[];
  https: HostCase[];
};

function appWith(middleware: Middleware): App {
  const app = new App();
  app.middleware(middleware);
  app.get("/", () => text("Homepage"));
  app.post("/", () => text("Homepage"));
  app.get("/varied", () => text("Varied", { headers: { vary: "Accept-Encoding" } }));
  app.get("/{space}/c", () => text("Homepage"));
  return app;
}

/** Both ways of one app, ended afterwards. */
async function ways(app: App, check: (send: Send, way: string) => Promise<void>): Promise<void> {
  await check(async (request) => app.fetch(request as Request), "fetch");
  const server = await serve(app, { port: 0 });
  try {
    await check((request) => overSocket(server.port, request as Request), "socket");
  } finally {
    await server.close({ graceMs: 0 });
  }
}

const ours: { readonly [theirs: string]: keyof CorsOptions } = {
  allow_origins: "origins",
  allow_methods: "methods",
  allow_headers: "headers",
  allow_credentials: "credentials",
  allow_private_network: "privateNetwork",
  expose_headers: "exposeHeaders",
  max_age: "maxAge",
};

function optionsOf(policy: CorsCase["policy"]): CorsOptions {
  const options: { [name: string]: unknown } = {};
  for (const [name, value] of Object.entries(policy)) {
    if (name === "allow_origin_regex") options.originPattern = new RegExp(value as string);
    else options[ours[name]] = value;
  }
  return options;
}

function seen(answer: Response, names: readonly string[]): { [name: string]: string } {
  const headers: { [name: string]: string } = {};
  for (const [name, value] of answer.headers) {
    if (name.startsWith("access-control") || names.includes(name)) headers[name] = value;
  }
  return headers;
}

test("CORS answers as Starlette's", async () => {
  const policies = new Map<string, CorsCase[]>();
  for (const entry of recorded.cors) {
    const key = JSON.stringify(entry.policy);
    policies.set(key, [...(policies.get(key) ?? []), entry]);
  }
  assert.equal(policies.size, 8);
  for (const [policy, cases] of policies) {
    await ways(appWith(cors(optionsOf(JSON.parse(policy)))), async (send, way) => {
      for (const entry of cases) {
        const { method, path, status, sent } = entry;
        const answer = await send(new Request(`http://testserver${path}`, { method, headers: sent }));
        const hint = `${way} ${JSON.stringify(entry)}`;
        const { "content-type": _, ...expected } = entry.headers;
        assert.deepEqual(seen(answer, ["vary"]), expected, hint);
        // Errors are JSON here, and an OPTIONS that is no preflight has no route in either.
        if (status === 200 || status === 400) {
          assert.deepEqual([answer.status, await answer.text()], [status, entry.body], hint);
        } else {
          assert.equal(answer.status, status, hint);
          await answer.body?.cancel();
        }
      }
    });
  }
});

test("trusted hosts answer as Starlette's", async () => {
  const kinds = new Map<string, HostCase[]>();
  for (const entry of recorded.hosts) {
    const key = JSON.stringify({ hosts: entry.hosts, wwwRedirect: entry.wwwRedirect });
    kinds.set(key, [...(kinds.get(key) ?? []), entry]);
  }
  for (const [options, cases] of kinds) {
    await ways(appWith(trustedHost(JSON.parse(options))), (send, way) => checkHosts(send, way, cases));
  }
});

test("the redirect to https answers as Starlette's", async () => {
  await ways(appWith(httpsRedirect()), (send, way) => checkHosts(send, way, recorded.https));
});

async function checkHosts(send: Send, way: string, cases: readonly HostCase[]): Promise<void> {
  for (const entry of cases) {
    // A URL writes the default port of its scheme, and capitals, away.
    if (way === "fetch" && new URL(`http://${entry.host}`).host !== entry.host) continue;
    const answer = await send(new Request(`http://${entry.host}${entry.path}`));
    const hint = `${way} ${JSON.stringify(entry)}`;
    assert.equal(answer.status, entry.status, hint);
    // The URL of a Request is in small letters.
    assert.equal(answer.headers.get("location"), entry.headers.location?.toLowerCase() ?? null, hint);
    if (entry.status !== 404) assert.equal(await answer.text(), entry.body, hint);
  }
}

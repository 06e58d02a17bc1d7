import assert from "node:assert/strict";
import { mkdtempSync, readFileSync } from "node:fs";
import http from "node:http";
import net from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { AccessLogs } from "../../../src/balancer/access-log.ts";
import { Balancer } from "../../../src/balancer/balancer.ts";
import { readConfig } from "../../../src/balancer/nginx/read-config.ts";

// What an nginx.conf says is what is served: on real sockets (Unix ones: no port can be taken).

const folder = mkdtempSync(join(tmpdir(), "flotilla-served-"));
let count = 0;

/** Starts a server on a socket of its own; resolves to `unix:…` as a config names it. */
async function upstream(t: TestContext, handler: http.RequestListener): Promise<string> {
  const path = join(folder, `u${count++}.sock`);
  const server = http.createServer(handler);
  server.listen(path);
  await new Promise((resolve) => server.once("listening", resolve));
  t.after(() => server.close().closeAllConnections());
  return `unix:${path}`;
}

const named =
  (name: string): http.RequestListener =>
  (request, response) => {
    response.setHeader("x-seen", JSON.stringify(request.headers));
    request.resume().on("end", () => response.end(`${name} ${request.method} ${request.url}`));
  };

/** Serves a config whose `LISTEN` is a fresh socket; resolves to a raw client of it. */
async function serve(t: TestContext, text: string): Promise<(request: string) => Promise<string>> {
  const path = join(folder, `l${count++}.sock`);
  const { model } = readConfig("/f", { text: text.replaceAll("LISTEN", `listen unix:${path}`), prefix: folder });
  const logs = new AccessLogs(model);
  const balancer = new Balancer(model, { onFinished: (context) => logs.record(context) });
  await balancer.start();
  t.after(async () => {
    await balancer.close({ graceMs: 100, idleMs: 0 });
    logs.close();
  });
  return (request) =>
    new Promise((resolve, reject) => {
      const socket = net.connect(path);
      let received = "";
      socket.on("data", (data) => {
        received += data.toString("latin1");
      });
      socket.on("error", reject);
      socket.on("close", () => resolve(received));
      socket.write(request.replaceAll("\n", "\r\n"), "latin1");
    });
}

const get = (path: string, fields = ""): string =>
  `GET ${path} HTTP/1.1\nHost: shop.example\nConnection: close\n${fields}\n`;
const body = (answer: string): string => answer.slice(answer.indexOf("\r\n\r\n") + 4);
const status = (answer: string): number => Number(answer.slice(9, 12));
const field = (answer: string, name: string): string | undefined =>
  new RegExp(`^${name}: (.*)\r$`, "im").exec(answer.slice(0, answer.indexOf("\r\n\r\n") + 2))?.[1];
const off = "access_log off;";

test("weights, backup and a server that refuses", async (t) => {
  const [a, b, spare] = await Promise.all(["a", "b", "spare"].map((name) => upstream(t, named(name))));
  const request = await serve(
    t,
    `http { ${off} upstream app { server ${a} weight=2; server ${b}; server unix:${folder}/none.sock; server ${spare} backup; }
     upstream last { server unix:${folder}/none.sock; server ${spare} backup; }
     server { LISTEN; location / { proxy_pass http://app; } location /last { proxy_pass http://last; } } }`,
  );
  const turns: string[] = [];
  for (let i = 0; i < 9; i++) turns.push(body(await request(get("/"))).split(" ")[0]);
  const share = (name: string): number => turns.filter((turn) => turn === name).length;
  assert.ok(share("a") >= 5 && share("b") >= 3 && share("spare") === 0, turns.join(" "));
  assert.equal(body(await request(get("/last"))), "spare GET /last");
});

test("fields: nginx's Host, the client's address, own ones; hidden and added ones", async (t) => {
  const app = await upstream(t, (request, response) => {
    response.setHeader("X-Accel-Expires", "5");
    response.setHeader("X-Secret", "1");
    response.statusCode = request.url === "/gone" ? 410 : 200;
    named("app")(request, response);
  });
  const request = await serve(
    t,
    `http { ${off} upstream app { server ${app}; } proxy_hide_header X-Secret;
     server { LISTEN; add_header X-Once 1; add_header X-Always $scheme always;
       location / { proxy_pass http://app; }
       location /from { proxy_pass http://app; add_header X-From "secret $upstream_http_x_secret"; }
       location /own { proxy_pass http://app; proxy_set_header Host $host; proxy_set_header X-Own "$request_method $http_x_in"; proxy_set_header Accept ""; } } }`,
  );
  const answer = await request(get("/x", "X-Forwarded-For: 1.2.3.4\nX-Forwarded-Proto: https\nAccept: */*\n"));
  const seen = JSON.parse(field(answer, "x-seen") as string);
  assert.equal(seen.host, "app");
  assert.equal(seen["x-forwarded-for"], "1.2.3.4, unix:");
  assert.equal(seen["x-forwarded-proto"], "http");
  assert.equal(seen["x-forwarded-host"], "shop.example");
  assert.equal(seen.accept, "*/*");
  assert.equal(field(answer, "x-accel-expires"), undefined);
  assert.equal(field(answer, "x-secret"), undefined);
  assert.equal(field(answer, "x-once"), "1");
  const gone = await request(get("/gone"));
  assert.equal(field(gone, "x-once"), undefined);
  assert.equal(field(gone, "x-always"), "http");
  assert.equal(field(await request(get("/from")), "x-from"), "secret 1");
  const own = JSON.parse(field(await request(get("/own", "X-In: in\nAccept: */*\n")), "x-seen") as string);
  assert.equal(own.host, "shop.example");
  assert.equal(own["x-own"], "GET in");
  assert.equal(own.accept, undefined);
});

test("an HTTP/1.0 client without Host: the upstream still gets one", async (t) => {
  const app = await upstream(t, named("app"));
  const request = await serve(
    t,
    `http { ${off} upstream app { server ${app}; } server { LISTEN; location / { proxy_pass http://app; proxy_set_header Host $http_host; } } }`,
  );
  const answer = await request("GET / HTTP/1.0\n\n");
  assert.equal(JSON.parse(field(answer, "x-seen") as string).host, "app");
});

test("proxy_pass with a URI, proxy_redirect, the missing slash", async (t) => {
  const app = await upstream(t, (request, response) => {
    if (request.url === "/in/go") response.setHeader("Location", "http://app/in/there?x");
    named("app")(request, response);
  });
  const request = await serve(
    t,
    `http { ${off} upstream app { server ${app}; } server { LISTEN; location /out/ { proxy_pass http://app/in/; } } }`,
  );
  assert.equal(body(await request(get("/out/a%20b/../c?d"))), "app GET /in/c?d");
  assert.equal(field(await request(get("/out/go")), "location"), "/out/there?x");
  const slash = await request(get("/out?q"));
  assert.equal(status(slash), 301);
  assert.equal(field(slash, "location"), "http://shop.example/out/?q");
});

test("return: text, redirect, page, nothing at all", async (t) => {
  const request = await serve(
    t,
    `http { ${off} default_type text/css; server { LISTEN;
       location = /text { return 200 "é $host $arg_q\\n"; } location = /to { return 301 https://$host$request_uri; }
       location = /teapot { return 418; } location = /cut { return 444; } location = /empty { return 204; } location /none { } } }`,
  );
  const text = await request(get("/text?q=1"));
  assert.equal(Buffer.from(body(text), "latin1").toString("utf8"), "é shop.example 1\n");
  assert.equal(field(text, "content-type"), "text/css");
  const to = await request(get("/to?a"));
  assert.deepEqual([status(to), field(to, "location")], [301, "https://shop.example/to?a"]);
  assert.equal(status(await request(get("/teapot"))), 418);
  assert.equal(await request(get("/cut")), "");
  assert.match(await request(get("/empty")), /^HTTP\/1\.1 204 No Content\r\n/);
  assert.equal(status(await request(get("/none"))), 404);
  assert.equal(status(await request(get("/elsewhere"))), 404);
  assert.equal(status(await request(get("/%zz"))), 400);
  assert.equal(
    status(await request("CONNECT shop.example:1 HTTP/1.1\nHost: shop.example:1\nConnection: close\n\n")),
    405,
  );
});

test("virtual servers", async (t) => {
  const request = await serve(
    t,
    `http { ${off} server { LISTEN; server_name a.example; return 200 a; } server { LISTEN; server_name *.example; return 200 wild; }
     server { LISTEN default_server; return 200 default; } }`,
  );
  const host = (name: string): string => `GET / HTTP/1.1\nHost: ${name}\nConnection: close\n\n`;
  assert.equal(body(await request(host("A.example:99"))), "a");
  assert.equal(body(await request(host("b.example"))), "wild");
  assert.equal(body(await request(host("other"))), "default");
  assert.equal(body(await request("GET http://a.example/ HTTP/1.1\nHost: a.example\nConnection: close\n\n")), "a");
});

test("client_max_body_size, by location", async (t) => {
  const app = await upstream(t, named("app"));
  const request = await serve(
    t,
    `http { ${off} upstream app { server ${app}; } server { LISTEN; client_max_body_size 10;
       location / { proxy_pass http://app; } location /big { client_max_body_size 0; proxy_pass http://app; } } }`,
  );
  const post = (path: string, length: number): string =>
    `POST ${path} HTTP/1.1\nHost: a\nConnection: close\nContent-Length: ${length}\n\n${"x".repeat(length)}`;
  assert.equal(status(await request(post("/", 10))), 200);
  assert.equal(status(await request(post("/", 11))), 413);
  assert.equal(status(await request(post("/big", 5000))), 200);
});

test("max_conns, and proxy_next_upstream with statuses", async (t) => {
  let arrived = (_response: http.ServerResponse): void => {};
  const held = new Promise<http.ServerResponse>((resolve) => {
    arrived = resolve;
  });
  const slow = await upstream(t, (_request, response) => arrived(response));
  const busy = await upstream(t, (_request, response) => response.writeHead(503).end("busy"));
  const fine = await upstream(t, named("fine"));
  const request = await serve(
    t,
    `http { ${off} upstream one { server ${slow} max_conns=1; } upstream two { server ${busy}; server ${fine}; }
     server { LISTEN; location / { proxy_pass http://one; } location /two { proxy_pass http://two; proxy_next_upstream http_503; } } }`,
  );
  const first = request(get("/"));
  const response = await held;
  assert.equal(status(await request(get("/"))), 502);
  response.end("slow");
  assert.equal(body(await first), "slow");
  assert.equal(body(await request(get("/two"))), "fine GET /two");
  const posted = await request("POST /two HTTP/1.1\nHost: a\nConnection: close\nContent-Length: 0\n\n");
  assert.equal(status(posted), 200, "the busy one rests");
});

test("keepalive_timeout 0 closes after the answer", async (t) => {
  const request = await serve(t, `http { ${off} keepalive_timeout 0; server { LISTEN; return 200 x; } }`);
  const answer = await request("GET / HTTP/1.1\nHost: a\n\n");
  assert.equal(field(answer, "connection"), "close");
});

test("the access log of a retried request names both servers", async (t) => {
  const app = await upstream(t, named("app"));
  const request = await serve(
    t,
    `http { log_format up '$request $status $upstream_addr $upstream_status "$http_user_agent"'; access_log up.log up;
     upstream app { server unix:${folder}/none.sock; server ${app}; } server { LISTEN; location / { proxy_pass http://app; } } }`,
  );
  await request(get("/a", "User-Agent: x\\y\n"));
  const path = join(folder, "up.log");
  while (readFileSync(path, "utf8") === "") await new Promise((resolve) => setTimeout(resolve, 10));
  assert.equal(readFileSync(path, "utf8"), `GET /a HTTP/1.1 200 unix:${folder}/none.sock, ${app} 502, 200 "x\\x5Cy"\n`);
});

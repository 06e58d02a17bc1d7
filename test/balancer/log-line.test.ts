import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { builtInFormats } from "../../src/balancer/config/log-formats.ts";
import type { RequestView } from "../../src/balancer/config/request-view.ts";
import { compileLogLine } from "../../src/balancer/log-line.ts";
import { compileTemplate } from "../../src/balancer/nginx/template.ts";

const view = (
  headers: { readonly [name: string]: string },
  target = "/a?b=c",
  remoteAddress = "10.0.0.9",
): RequestView => {
  const [path, query = ""] = target.split(/\?(.*)/s, 2);
  const attempt = { connectTimeMs: 1, headerTimeMs: -1, bytesReceived: 5 };
  return {
    exchange: {
      method: "GET",
      path,
      query,
      target,
      protocol: "HTTP/1.1",
      scheme: "http",
      authority: "Shop.Example:8080",
      remoteAddress,
      remotePort: 999,
      header: (name: string) => headers[name],
    },
    server: { name: "shop" },
    normalizedPath: "/a",
    localAddress: "10.0.0.1",
    localPort: 8080,
    proxyHost: "app",
    proxyPort: 80,
    status: 200,
    bytesSent: 150,
    bodyBytesSent: 12,
    requestTimeMs: 1234.5,
    attempts: [
      { ...attempt, address: "a:1", status: 502, responseTimeMs: 10 },
      { ...attempt, address: "b:2", status: 200, responseTimeMs: 20 },
    ],
    upstreamHeader: (name: string) => (name === "x-up" ? "up" : undefined),
    sentHeader: () => undefined,
  } as unknown as RequestView;
};

const line = (source: string, headers: { readonly [name: string]: string } = {}): string =>
  compileLogLine({ template: compileTemplate(source), escape: "default" })(view(headers));

test("nginx's combined format", () => {
  const combined = compileLogLine(builtInFormats.combined)(
    view({ "user-agent": 'x"y', authorization: "Basic YW5uOnB3" }),
  );
  assert.match(
    combined,
    /^10\.0\.0\.9 - ann \[\d\d\/[A-Z][a-z]{2}\/\d{4}:\d\d:\d\d:\d\d [+-]\d{4}\] "GET \/a\?b=c HTTP\/1\.1" 200 12 "-" "x\\x22y"$/,
  );
});

test("variables", () => {
  const table: [source: string, text: string][] = [
    ["$host $http_host $server_name:$server_port", "shop.example h shop:8080"],
    ["$remote_addr:$remote_port $request_method $request_uri $uri $is_args$args", "10.0.0.9:999 GET /a?b=c /a ?b=c"],
    ["$scheme $server_protocol $proxy_host $proxy_port", "http HTTP/1.1 app 80"],
    ["$proxy_add_x_forwarded_for", "1.2.3.4, 10.0.0.9"],
    ["$cookie_Session $arg_B $http_x_none", "s1 c -"],
    ["$status $bytes_sent $body_bytes_sent $request_time", "200 150 12 1.234"],
    ["$upstream_addr $upstream_status $upstream_response_time", "a:1, b:2 502, 200 0.010, 0.020"],
    ["$upstream_connect_time $upstream_header_time", "0.001, 0.001 -, -"],
    ["$upstream_http_x_up $sent_http_x", "up -"],
    ["a$" + "{scheme}b", "ahttpb"],
  ];
  const headers = { host: "h", "x-forwarded-for": "1.2.3.4", cookie: "a=b; session=s1" };
  for (const [source, text] of table) assert.equal(line(source, headers), text);
});

test("the JSON format is JSON whatever the client sends", () => {
  const json = compileLogLine(builtInFormats.json);
  fc.assert(
    fc.property(
      fc.string({ unit: fc.integer({ min: 0, max: 255 }).map((code) => String.fromCharCode(code)) }),
      (text) => {
        const parsed = JSON.parse(json(view({ "user-agent": text, referer: text, host: text })));
        assert.equal(parsed.user_agent, text);
        assert.equal(parsed.status, 200);
      },
    ),
  );
});

test("no client can break out of its field or line", () => {
  fc.assert(
    fc.property(
      fc.string({ unit: fc.integer({ min: 0, max: 255 }).map((code) => String.fromCharCode(code)) }),
      (text) => {
        const written = line('"$http_user_agent" end', { "user-agent": text });
        assert.match(written, /^"[^"\0-\x1f\x7f-\uffff]*" end$/);
      },
    ),
  );
});

test("values bring no line end into heads", () => {
  const template = compileTemplate("x$http_evil");
  assert.equal(template.render(view({ evil: "a\r\nb\0\t" })), "xa%0D%0Ab%00\t");
  assert.equal(compileTemplate("a\n$http_x\n").render(view({ x: "1" })), "a\n1\n", "but the text itself may");
});

import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import type { Listener } from "../../../src/balancer/config/model.ts";
import type { RequestView } from "../../../src/balancer/config/request-view.ts";
import { readConfig } from "../../../src/balancer/nginx/read-config.ts";
import { normalizePath } from "../../../src/balancer/routing/normalize-path.ts";
import { Router } from "../../../src/balancer/routing/router.ts";
import type { Exchange } from "../../../src/core/exchange.ts";

const { model } = readConfig("/f", {
  text: `http {
  upstream echo { server 127.0.0.1:18099; }
  server { listen 127.0.0.1:18098;
    location = / { return 200 "=/ $uri"; }
    location / { return 200 "/ $uri"; }
    location /documents/ { return 200 "/documents/ $uri"; }
    location ^~ /images/ { return 200 "^~/images/ $uri"; }
    location ~* \\.(gif|jpg|jpeg)$ { return 200 "~* $uri"; }
    location ~ ^/documents/.*B { return 200 "~ $uri"; }
    location /app/ { proxy_pass http://127.0.0.1:18099; }
    location /one/ { proxy_pass http://127.0.0.1:18099/two/; }
    location /q { proxy_pass http://127.0.0.1:18099/x?a=1; }
    location /root { proxy_pass http://127.0.0.1:18099/; }
  }
  server { listen 127.0.0.1:18097; server_name example.org www.example.org; return 200 exact; }
  server { listen 127.0.0.1:18097; server_name *.example.org; return 200 suffix; }
  server { listen 127.0.0.1:18097; server_name *.deep.example.org; return 200 deepsuffix; }
  server { listen 127.0.0.1:18097; server_name .dot.com; return 200 dot; }
  server { listen 127.0.0.1:18097; server_name mail.*; return 200 prefix; }
  server { listen 127.0.0.1:18097; server_name mail.x.*; return 200 longprefix; }
  server { listen 127.0.0.1:18097; server_name ~^(www\\d+)\\.re\\. ~^mail; return 200 regex; }
  server { listen 127.0.0.1:18097 default_server; server_name _; return 200 default; } }`,
});
const [paths, hosts] = model.listeners;

function exchangeFor(target: string, authority: string): Exchange {
  const [path, query = ""] = target.split(/\?(.*)/s, 2);
  return { method: "GET", target, path, query, authority } as unknown as Exchange;
}

/** What becomes of a request: the text returned, the target sent on, or the refusal. */
function outcome(listener: Listener, target: string, authority = "h"): string {
  const router = new Router(listener);
  const exchange = exchangeFor(target, authority);
  const route = router.route(exchange);
  if (route.status !== 0) return `${route.status} ${route.redirect}`.trim();
  const action = route.server.answer ?? route.location.action;
  if (action.kind === "proxy") return router.upstreamTarget(route, exchange);
  assert.equal(action.kind, "return");
  return action.kind === "return" ? (action.text?.render(route as unknown as RequestView) ?? "") : "";
}

// Recorded from nginx 1.22.1 with the same configuration; its redirects are absolute.
const recordedPaths: [target: string, outcome: string][] = [
  ["/", "=/ /"],
  ["/index.html", "/ /index.html"],
  ["/documents/d.html", "/documents/ /documents/d.html"],
  ["/images/1.gif", "^~/images/ /images/1.gif"],
  ["/documents/1.JPG", "~* /documents/1.JPG"],
  ["/documents/aB", "~ /documents/aB"],
  ["//documents//x", "/documents/ /documents/x"],
  ["/documents/./a/../b", "/documents/ /documents/b"],
  ["/images/../x.gif", "~* /x.gif"],
  ["/%69mages/x", "^~/images/ /images/x"],
  ["/a%2Fb", "/ /a/b"],
  ["/..", "400"],
  ["/a/../..", "400"],
  ["/%00", "400"],
  ["/%zz", "400"],
  ["/%2", "400"],
  ["/a%20b", "/ /a b"],
  ["/documents", "/ /documents"],
  ["/app", "301 /app/"],
  ["/app?x=1", "301 /app/?x=1"],
  ["/app/x%20y//z?q", "/app/x%20y//z?q"],
  ["/app/../app/%7e", "/app/../app/%7e"],
  ["/one/a%20b//c?x=1", "/two/a%20b/c?x=1"],
  ["/one/", "/two/"],
  ["/one", "301 /one/"],
  ["/q", "/x?a=1"],
  ["/qr?b=2", "/x?a=1r?b=2"],
  ["/root/x", "//x"],
  ["/rootx", "/x"],
  ["/root/%3F%23%25%22", "//%3F%23%25%22"],
  ["/root/%C3%A9", "//%C3%A9"],
  ["/a/.", "/ /a/"],
  ["/a/..", "=/ /"],
  ["/a/b/..", "/ /a/"],
  ["/.a", "/ /.a"],
  ["/...", "/ /..."],
  ["/a%2e%2e/b", "/ /a../b"],
  ["/%2e%2e/b", "400"],
  ["/one?z", "301 /one/?z"],
  ["/root/%7C%5E%60%7B%5C%3C", "//%7C%5E%60%7B%5C%3C"],
];
for (const [target, expected] of recordedPaths) {
  test(`${target} → ${expected}, as nginx`, () => assert.equal(outcome(paths, target), expected));
}

const recordedHosts: [host: string, server: string][] = [
  ["example.org", "exact"],
  ["EXAMPLE.org:80", "exact"],
  ["example.org.", "exact"],
  ["a.example.org", "suffix"],
  ["a.deep.example.org", "deepsuffix"],
  ["deep.example.org", "suffix"],
  ["dot.com", "dot"],
  ["a.dot.com", "dot"],
  ["xdot.com", "default"],
  ["mail.z.y", "prefix"],
  ["mail.x.y", "longprefix"],
  ["www1.re.x", "regex"],
  ["mailx", "regex"],
  ["other", "default"],
  ["a.b.example.org", "suffix"],
  ["[::1]:80", "default"],
  [".example.org", "suffix"],
  ["x.mail.q", "default"],
];
for (const [host, server] of recordedHosts) {
  test(`Host ${host} → ${server}, as nginx`, () => assert.equal(outcome(hosts, "/", host), server));
}

test("CONNECT is refused; OPTIONS * is the location of /", () => {
  const router = new Router(paths);
  assert.equal(router.route({ ...exchangeFor("h:1", "h:1"), method: "CONNECT" } as Exchange).status, 405);
  assert.equal(router.route({ ...exchangeFor("*", "h"), method: "OPTIONS" } as Exchange).normalizedPath, "/");
});

test("a normalised path has no dots, no double slashes, and is its own normalised form", () => {
  const path = fc
    .array(fc.constantFrom("/", ".", "..", "a", "%2e", "%2F", "%41", "%", "b"), { maxLength: 12 })
    .map((parts) => `/${parts.join("")}`);
  fc.assert(
    fc.property(path, (raw) => {
      const normal = normalizePath(raw);
      if (normal === null) return;
      assert.doesNotMatch(normal, /\/\/|\/\.\.?(\/|$)/);
      if (!normal.includes("%")) assert.equal(normalizePath(normal), normal);
    }),
    { numRuns: 2000 },
  );
});

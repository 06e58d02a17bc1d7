import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import type { ProxyAction } from "../../../src/balancer/config/model.ts";
import type { RequestView } from "../../../src/balancer/config/request-view.ts";
import { directiveNames } from "../../../src/balancer/nginx/directives/index.ts";
import { type ReadConfigResult, readConfig } from "../../../src/balancer/nginx/read-config.ts";
import type { ConfigSource } from "../../../src/balancer/nginx/source.ts";
import { UsageError } from "../../../src/core/errors.ts";

const files = new Map<string, string>();
const source: ConfigSource = {
  read: (path) => {
    const text = files.get(path);
    if (text === undefined) throw new Error("ENOENT");
    return text;
  },
  glob: (path) => [...files.keys()].filter((name) => name.startsWith(path.slice(0, path.indexOf("*")))).sort(),
};
const read = (text: string): ReadConfigResult => readConfig("/f", { text, prefix: "/p", source });
const inServer = (text: string): ReadConfigResult =>
  read(`http { upstream app { server a:81; } server { listen 80; ${text} } }`);
const proxy = (result: ReadConfigResult): ProxyAction => {
  const { action } = result.model.listeners[0].servers[0].locations[0];
  assert.equal(action.kind, "proxy");
  return action as ProxyAction;
};

const tutorial =
  "http { upstream fastapi { server 127.0.0.1:8000; server 127.0.0.1:8001; server 127.0.0.1:8002; } server { location / { proxy_pass http://fastapi; } } }";

test("the tutorial's file as it stands", () => {
  const result = read(tutorial);
  assert.deepEqual(result.notices, ['/f:1:98: this server has no "listen": it listens on port 8080']);
  const [listener] = result.model.listeners;
  assert.deepEqual(listener.address, { kind: "tcp", host: "0.0.0.0", port: 8080 });
  const action = proxy(result);
  assert.deepEqual(
    action.upstream.servers.map((server) => server.name),
    ["127.0.0.1:8000", "127.0.0.1:8001", "127.0.0.1:8002"],
  );
  assert.equal(action.uri, null);
  assert.equal(listener.servers[0].locations[0].maxBodyBytes, 1_048_576);
});

test("a config as distributions ship it", () => {
  files.set("/etc/nginx/conf.d/b.conf", "server { listen 81; return 204; }");
  files.set("/etc/nginx/conf.d/a.conf", "server { listen 80; return 200 'hi $remote_addr'; }");
  files.set(
    "/etc/nginx/nginx.conf",
    `user www-data; worker_processes auto; pid run/x.pid; error_log logs/e.log warn;
     events { worker_connections 768; }
     http { sendfile on; tcp_nopush on; types_hash_max_size 2048; gzip on; ssl_protocols TLSv1.2 TLSv1.3; ssl_prefer_server_ciphers on; include mime.types; types { text/html html; }
       default_type application/octet-stream; keepalive_timeout 65;
       log_format main '$remote_addr "$request" ' '$status'; access_log logs/a.log main buffer=32k;
       include conf.d/*.conf; }`,
  );
  const { model, notices, files: loaded } = readConfig("/etc/nginx/nginx.conf", { prefix: "/p", source });
  assert.equal(model.pidFile, "/p/run/x.pid");
  assert.deepEqual(model.errorLog, { path: "/p/logs/e.log", level: "warn" });
  assert.deepEqual(
    model.listeners.map(({ address }) => address),
    [
      { kind: "tcp", host: "0.0.0.0", port: 80 },
      { kind: "tcp", host: "0.0.0.0", port: 81 },
    ],
  );
  assert.equal(model.listeners[0].client.keepAliveTimeoutMs, 65_000);
  const [log] = model.listeners[0].servers[0].fallback.accessLogs;
  assert.equal(log.path, "/p/logs/a.log");
  assert.equal(log.format.template.source, '$remote_addr "$request" $status');
  assert.equal(model.listeners[0].servers[0].answer?.contentType, "application/octet-stream");
  assert.match(notices[0], /"user" has no effect/);
  assert.match(notices[1], /"gzip on" has no effect yet/);
  assert.equal(notices.length, 2);
  assert.equal(loaded.length, 3);
});

test("upstream servers and their parameters", () => {
  const { model } =
    read(`http { upstream a { least_conn; zone z 64k; keepalive 16; keepalive_timeout 5s; keepalive_requests 1000000000;
    server h weight=5 max_fails=3 fail_timeout=30s max_conns=7; server unix:/run/a.sock backup; server [::1]:9 down; }
    server { listen 80; location / { proxy_pass http://a; } } }`);
  const [upstream] = model.upstreams;
  assert.equal(upstream.policy, "least_conn");
  assert.deepEqual(upstream.keepAlive, {
    connections: 16,
    timeoutMs: 5000,
    requests: 1_000_000_000,
    timeMs: 3_600_000,
  });
  assert.deepEqual(upstream.servers, [
    {
      address: { kind: "tcp", host: "h", port: 80 },
      name: "h:80",
      weight: 5,
      maxFails: 3,
      failTimeoutMs: 30_000,
      maxConns: 7,
      backup: false,
      down: false,
    },
    {
      address: { kind: "unix", path: "/run/a.sock" },
      name: "unix:/run/a.sock",
      weight: 1,
      maxFails: 1,
      failTimeoutMs: 10_000,
      maxConns: 0,
      backup: true,
      down: false,
    },
    {
      address: { kind: "tcp", host: "::1", port: 9 },
      name: "[::1]:9",
      weight: 1,
      maxFails: 1,
      failTimeoutMs: 10_000,
      maxConns: 0,
      backup: false,
      down: true,
    },
  ]);
});

test("proxy_pass: upstream or address, with and without URI", () => {
  const table: [string, string, Partial<ProxyAction>, string][] = [
    ["/", "http://app", { host: "app", port: 80, uri: null }, "app"],
    ["/", "http://app/", { host: "app", port: 80, uri: "/" }, "app"],
    ["/x/", "http://10.0.0.1:81/y/", { host: "10.0.0.1:81", port: 81, uri: "/y/" }, "10.0.0.1:81"],
    ["/", "http://10.0.0.1:80", { host: "10.0.0.1", port: 80, uri: null }, "10.0.0.1:80"],
    ["/", "http://unix:/run/s.sock:/u", { host: "localhost", uri: "/u" }, "unix:/run/s.sock"],
    ["/", "http://[::1]:81", { host: "[::1]:81", port: 81, uri: null }, "[::1]:81"],
    ["/", "http://10.0.0.1?a=1", { host: "10.0.0.1", uri: "/?a=1" }, "10.0.0.1:80"],
  ];
  for (const [path, url, expected, upstream] of table) {
    const action = proxy(inServer(`location ${path} { proxy_pass ${url}; }`));
    for (const [key, value] of Object.entries(expected)) assert.equal(action[key as keyof ProxyAction], value, url);
    assert.equal(action.upstream.name, upstream);
  }
});

test("fields sent to the upstream: nginx's Host, X-Forwarded-* always, connection fields never", () => {
  const headers = (text: string) =>
    proxy(inServer(`location / { proxy_pass http://app; ${text} }`)).setHeaders.map(
      ({ name, value }) => `${name}: ${value.source}`,
    );
  const forwarded = [
    "X-Forwarded-For: $proxy_add_x_forwarded_for",
    "X-Forwarded-Proto: $scheme",
    "X-Forwarded-Host: $http_host",
  ];
  assert.deepEqual(headers(""), ["Host: $proxy_host", ...forwarded]);
  assert.deepEqual(
    headers('proxy_set_header Host $host; proxy_set_header Connection ""; proxy_set_header X-A "b c";'),
    ["Host: $host", "X-A: b c", ...forwarded],
  );
  assert.deepEqual(headers("proxy_set_header X-Forwarded-Proto https;"), [
    "X-Forwarded-Proto: https",
    "Host: $proxy_host",
    forwarded[0],
    forwarded[2],
  ]);
  assert.equal(proxy(inServer("location / { proxy_pass http://app; }")).upgrade, false);
  assert.equal(
    proxy(inServer("location / { proxy_pass http://app; proxy_set_header Upgrade $http_upgrade; }")).upgrade,
    true,
  );
});

test("settings are inherited, and replaced as a whole by the level that says something", () => {
  const action = proxy(
    read(`http { proxy_read_timeout 5s; proxy_set_header X-A 1; proxy_set_header X-B 1; proxy_next_upstream http_502 http_404;
      upstream app { server a:81; }
      server { listen 80; proxy_read_timeout 6s; proxy_set_header X-C 1; location / { proxy_pass http://app; } } }`),
  );
  assert.equal(action.readTimeoutMs, 6000);
  assert.deepEqual(
    action.setHeaders.map(({ name }) => name),
    ["X-C", "Host", "X-Forwarded-For", "X-Forwarded-Proto", "X-Forwarded-Host"],
  );
  assert.deepEqual(action.nextUpstream.conditions, {
    error: false,
    timeout: false,
    invalidHeader: false,
    nonIdempotent: false,
  });
  assert.deepEqual([...action.nextUpstream.statuses], [502, 404]);
  assert.deepEqual([...action.nextUpstream.failureStatuses], [502]);
});

test("proxy_redirect: nginx's default, own rules, off", () => {
  const rules = (location: string, text: string) => proxy(inServer(`location ${location} { ${text} }`)).redirects;
  assert.deepEqual(rules("/", "proxy_pass http://app;"), [{ from: "http://app/", to: "/" }]);
  assert.deepEqual(rules("/one/", "proxy_pass http://app/two/;"), [{ from: "http://app/two/", to: "/one/" }]);
  assert.deepEqual(rules("/", "proxy_pass http://app; proxy_redirect off;"), []);
  assert.deepEqual(rules("/", "proxy_pass http://app; proxy_redirect http://x/ /y/;"), [
    { from: "http://x/", to: "/y/" },
  ]);
});

test("-g: directives before those of the file", () => {
  const result = readConfig("/f", {
    text: "http { server { listen 80; return 200; } }",
    prefix: "/p",
    globals: "pid x;",
  });
  assert.equal(result.model.pidFile, "/p/x");
  assert.throws(() => readConfig("/f", { text: "pid y;", globals: "pid x;\npod z;" }), {
    message: '-g:2:1: unknown directive "pod"; did you mean "pid"?',
  });
});

test("IPv6 beside IPv4 on one port, as distributions ship it", () => {
  const { model } = read("http { server { listen 80; listen [::]:80; listen [::1]:81 ipv6only=off; return 200; } }");
  assert.deepEqual(
    model.listeners.map(({ ipv6Only }) => ipv6Only),
    [true, true, false],
  );
});

test("several servers on a listener, the default one chosen or first", () => {
  const { model, notices } = read(`http {
    server { listen 80; server_name a.example b.example; return 200; keepalive_timeout 1s; }
    server { listen 80 default_server; listen unix:/run/x.sock backlog=9; server_name A.example *.c.example ~^x\\d+; return 201; keepalive_timeout 2s; } }`);
  assert.equal(model.listeners.length, 2);
  assert.equal(model.listeners[0].defaultServer.answer?.status, 201);
  assert.equal(model.listeners[0].client.keepAliveTimeoutMs, 2000);
  assert.equal(model.listeners[1].backlog, 9);
  assert.deepEqual(notices, [
    '/f:3:5: conflicting server name "a.example" on 0.0.0.0:80, ignored: the first one answers',
  ]);
});

test("map: a variable of the configuration's own, used before it is defined too", () => {
  const { model } = read(`http { server { listen 80; return 200 "$kind/$connection_upgrade"; }
    map $http_upgrade $connection_upgrade { default upgrade; '' close; }
    map $request_method:$uri $kind { volatile; GET:/Exact "one of $scheme"; ~^GET:/a.*z$ two; ~*^post: three; } }`);
  const text = (method: string, path: string, upgrade?: string) =>
    model.listeners[0].servers[0].answer?.text?.render({
      exchange: { method, scheme: "http", header: () => upgrade },
      normalizedPath: path,
    } as unknown as RequestView);
  assert.equal(text("GET", "/exact"), "one of http/close");
  assert.equal(text("GET", "/a-z", "websocket"), "two/upgrade");
  assert.equal(text("GET", "/A-Z"), "/close");
  assert.equal(text("POST", "/"), "three/close");
});

const refused: [text: string, message: string][] = [
  ["", '/f:1:1: there is no "server" in an "http" block: nothing to balance'],
  ["http {}", '/f:1:1: there is no "server" in an "http" block: nothing to balance'],
  ["htpt {}", '/f:1:1: unknown directive "htpt"; did you mean "http"?'],
  ["http { serverr {} }", '/f:1:8: unknown directive "serverr"; did you mean "server"?'],
  ["http { gunzip on; }", '/f:1:8: directive "gunzip" is not supported yet'],
  ["http { gzp on; }", '/f:1:8: unknown directive "gzp"; did you mean "gzip"?'],
  ["http { upstream a { ip_hash; } }", '/f:1:21: directive "ip_hash" is not supported yet'],
  ["server {}", '/f:1:1: "server" directive is not allowed here; it stands in: http'],
  ["http { listen 80; }", '/f:1:8: "listen" directive is not allowed here; it stands in: server'],
  ["events;", '/f:1:1: directive "events" has no opening "{"'],
  ["daemon off {}", '/f:1:1: directive "daemon" is not terminated by ";"'],
  ["daemon;", '/f:1:1: invalid number of arguments in "daemon" directive'],
  ["daemon maybe;", '/f:1:8: invalid value "maybe" in "daemon" directive, it must be "on" or "off"'],
  ["pid a;\npid b;", '/f:2:1: "pid" directive is duplicate'],
  ["http { upstream a { server b; } upstream A { server b; } }", '/f:1:33: duplicate upstream "A"'],
  ["http { upstream a { } server { listen 80; return 200; } }", '/f:1:8: no servers are inside upstream "a"'],
  ["http { upstream a { server b:0; } }", '/f:1:28: invalid port in upstream "b:0"'],
  ["http { upstream a { server b:65536; } }", '/f:1:28: invalid port in upstream "b:65536"'],
  ["http { upstream a { server b:x; } }", '/f:1:28: invalid port in upstream "b:x"'],
  ["http { upstream a { server 1.2.3; } }", '/f:1:28: invalid host in upstream "1.2.3"'],
  [
    "http { upstream a { server b weight=0; } }",
    '/f:1:30: "server" directive: invalid value "weight=0", it must be a number from 1',
  ],
  ["http { upstream a { server b wieght=2; } }", '/f:1:30: invalid parameter "wieght=2"'],
  [
    "http { upstream a { server b slow_start=2; } }",
    '/f:1:30: the parameter "slow_start" of "server" is not supported yet',
  ],
  ["http { server { listen 70000; } }", '/f:1:24: invalid port in "70000" of the "listen" directive'],
  ["http { server { listen 80 ssl; } }", '/f:1:27: the parameter "ssl" of "listen" is not supported yet'],
  ["http { server { listen 80 x; } }", '/f:1:27: invalid parameter "x"'],
  ["http { server { listen 80; listen 80; return 200; } }", "/f:1:28: a duplicate listen 0.0.0.0:80"],
  [
    "http { server { listen 80 default_server; return 200; }\nserver { listen 80 default_server; return 200; } }",
    "/f:2:10: a duplicate default server for 0.0.0.0:80",
  ],
  ["http { server { listen 80; location / {} location / {} } }", '/f:1:42: duplicate location "/"'],
  ["http { server { location ! / {} } }", '/f:1:26: invalid location modifier "!"'],
  ["http { server { location / { location /a {} } } }", "/f:1:30: nested locations are not supported yet"],
  ["http { server { client_max_body_size 1x; } }", '/f:1:38: "client_max_body_size" directive: invalid size "1x"'],
  ["http { server { send_timeout 1x; } }", '/f:1:30: "send_timeout" directive: invalid time "1x"'],
  [
    "http { server { listen 80; location / { proxy_pass app; } } }",
    '/f:1:52: invalid URL prefix in "app": it must begin with "http://"',
  ],
  ["http { server { listen 80; location / { proxy_pass http://; } } }", '/f:1:52: no host in upstream "http://"'],
  [
    "http { server { listen 80; location / { proxy_pass http://$host; } } }",
    '/f:1:52: variables in "proxy_pass" are not supported yet',
  ],
  [
    "http { server { listen 80; location / { proxy_pass https://a; } } }",
    '/f:1:52: "proxy_pass https://" is not supported yet',
  ],
  [
    "http { upstream fastapi { server a; } server { listen 80; location / { proxy_pass http://fastpai; } } }",
    '/f:1:83: host not found in upstream "fastpai"; did you mean "fastapi"?',
  ],
  [
    "http { upstream app { server a; } server { listen 80; location / { proxy_pass http://app:81; } } }",
    '/f:1:79: upstream "app" may not have port 81',
  ],
  [
    "http { server { listen 80; location ~ x { proxy_pass http://a/b; } } }",
    '/f:1:54: "proxy_pass" cannot have URI part in location given by regular expression',
  ],
  [
    "http { server { listen 80; location / { proxy_pass http://a; proxy_set_header X $hots; } } }",
    '/f:1:81: unknown "hots" variable; did you mean "host"?',
  ],
  [
    "http { server { listen 80; location / { proxy_pass http://a; proxy_set_header Content-Length 1; } } }",
    '/f:1:79: "proxy_set_header Content-Length" would break the request\'s framing',
  ],
  ["http { server { listen 80; return 200; access_log x mian; } }", '/f:1:40: unknown log format "mian"'],
  [
    "http { server { listen 8080; location / { proxy_pass http://127.0.0.1:8080; } } }",
    "/f:1:17: upstream server 127.0.0.1:8080 is the balancer's own listener 0.0.0.0:8080: requests would go round in circles; change one of the two",
  ],
  [
    "http { upstream a { server b:1;\nserver localhost:8080; } server { listen 127.0.0.1:8080; location / { proxy_pass http://a; } } }",
    "/f:2:8: upstream server localhost:8080 is the balancer's own listener 127.0.0.1:8080: requests would go round in circles; change one of the two",
  ],
  ["http { map $uri x {} }", '/f:1:17: invalid variable name "x"'],
  ["http { map $uri $host {} }", '/f:1:17: the variable "host" is ours and cannot be a map'],
  ["http { map $uri $x { a 1; A 2; } }", '/f:1:27: conflicting parameter "A"'],
  ["http { map $uri $x { a; } }", "/f:1:22: invalid number of the map parameters"],
  ["http { map $uri $kind { a $1; } }", '/f:1:27: unknown "1" variable'],
  [
    "http { map $uri $kind { } server { return 200 $kidn; } }",
    '/f:1:47: unknown "kidn" variable; did you mean "kind"?',
  ],
  ["http { server { add_header X 'a\nb'; } }", "/f:1:30: a field value holds no line ends and no controls"],
  ["http { server { return 302 'http://a\nb'; } }", "/f:1:28: a field value holds no line ends and no controls"],
  ["include nowhere.conf;", '/f:1:1: cannot read "/nowhere.conf": ENOENT'],
  [
    "http { server { listen 80; return 200; } server { listen 127.0.0.1:80; return 200; } }",
    "/f:1:51: listening on 127.0.0.1:80 beside 0.0.0.0:80 is not supported yet: the second takes its connections",
  ],
];
for (const [text, message] of refused) {
  test(`refuses ${text.replaceAll("\n", "⏎") || "an empty file"}`, () => {
    assert.throws(() => read(text), { name: "UsageError", message });
  });
}

test("an include in a circle ends with an error", () => {
  files.set("/circle.conf", "include /circle.conf;");
  assert.throws(() => read("include /circle.conf;"), /nest deeper than 32: a circle/);
});

test("anything built from our own words is read or refused with its place", () => {
  const words = [
    ...directiveNames(),
    "80",
    "/",
    "http://a",
    "a:80",
    "off",
    "on",
    "=",
    "~",
    "$host",
    "$x",
    "1m",
    "{",
    "}",
    ";",
    "\n",
  ];
  const text = fc.array(fc.oneof(fc.constantFrom(...words), fc.string({ maxLength: 4 })), { maxLength: 40 });
  const whole = fc.tuple(fc.constantFrom("", "http { ", "http { server { ", "http { server { location / { "), text);
  fc.assert(
    fc.property(whole, ([start, rest]) => {
      try {
        read(start + rest.join(" "));
      } catch (error) {
        assert.ok(error instanceof UsageError, String(error));
        assert.match(error.message, /^\/[^:]*:\d+:\d+: /s);
      }
    }),
    { numRuns: 3000 },
  );
});

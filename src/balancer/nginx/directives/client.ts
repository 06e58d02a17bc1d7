import type { LocationMatch } from "../../config/model.ts";
import { parseListen } from "../addresses.ts";
import { type DirectiveTable, everywhere, harmless, timeSetting, type Use } from "../directive.ts";
import { parseMatch } from "../location-match.ts";
import type { Scope } from "../scope.ts";

const fieldName = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/;
const redirects = new Set([301, 302, 303, 307, 308]);

/** A field name; our own framing fields are refused. */
export function checkFieldName(use: Use, name: string): void {
  if (!fieldName.test(name)) use.fail(`invalid field name "${name}"`, use.args[0].position);
}

function sameMatch(a: LocationMatch, b: LocationMatch): boolean {
  if (a.kind === "regex" || b.kind === "regex") return false;
  return (a.kind === "exact") === (b.kind === "exact") && a.path === b.path;
}

/** What a client meets: listeners, sites, locations, limits of its connection. */
export const clientDirectives: DirectiveTable = {
  server: {
    contexts: ["http"],
    args: [0, 0],
    opens: "server",
    repeat: true,
    default: "",
    doc: "A site: its listeners, names and locations.",
    apply: (use, opened) => {
      use.reading.servers.push(opened as Scope);
    },
  },
  listen: {
    contexts: ["server"],
    args: [1, 16],
    repeat: true,
    default: "8080, with a notice",
    doc: "`8080`, `127.0.0.1:8080`, `[::1]:8080`, `*:8080`, `unix:/path`; `default_server`, `backlog=N`, `ipv6only=on|off`. `ssl`, `http2`, `quic` and `proxy_protocol` are not supported yet.",
    apply: (use) => {
      use.scope.listens.push(parseListen(use));
    },
  },
  server_name: {
    contexts: ["server"],
    args: [1, 1000],
    repeat: true,
    default: '""',
    doc: "Names by which Host selects the site: exact, `*.example.com`, `.example.com`, `mail.*`, `~regex`. In this order of precedence; the longest wildcard wins.",
    apply: (use) => {
      use.scope.names.push(...use.args);
    },
  },
  location: {
    contexts: ["server", "location"],
    args: [1, 2],
    opens: "location",
    repeat: true,
    default: "",
    doc: "`/prefix`, `= /exact`, `^~ /prefix` (no regex is tried), `~ regex`, `~* regex` (any case). Nested and named locations are not supported yet.",
    apply: (use, opened) => {
      if (use.scope.context === "location") use.fail("nested locations are not supported yet");
      const match = parseMatch(use);
      for (const other of use.scope.locations) {
        if (other.match !== null && sameMatch(match, other.match)) {
          use.fail(`duplicate location "${use.args[use.args.length - 1].text}"`);
        }
      }
      (opened as Scope).match = match;
      use.scope.locations.push(opened as Scope);
    },
  },
  return: {
    contexts: ["server", "location"],
    args: [1, 2],
    repeat: true,
    default: "",
    doc: "`return CODE [text]`, `return CODE URL` for 301, 302, 303, 307, 308, or `return URL` (302). 444 closes the connection without an answer. The first one in a block counts.",
    apply: (use) => {
      const [first, second] = use.args;
      let status = 302;
      let text = first;
      if (second !== undefined || !/^(https?:\/\/|\$)/.test(first.text)) {
        if (!/^\d{1,3}$/.test(first.text)) use.fail(`invalid return code "${first.text}"`, first.position);
        status = Number(first.text);
        if (status < 200)
          use.fail(`invalid return code "${first.text}": it must be a final status, 200 to 999`, first.position);
        text = second;
      }
      if (redirects.has(status) && text === undefined) use.fail(`"return ${status}" needs a URL`);
      use.scope.answer ??= {
        status,
        text: text === undefined ? null : redirects.has(status) ? use.fieldValue(text) : use.template(text),
      };
    },
  },
  client_max_body_size: {
    contexts: everywhere,
    args: [1, 1],
    default: "1m",
    doc: "Largest request body, `0` for no bound; over it: 413. Counted as the body streams through, so chunked ones too.",
    apply: (use) => {
      use.scope.settings.maxBodyBytes = use.size();
    },
  },
  client_header_timeout: timeSetting("headTimeoutMs", {
    contexts: ["http", "server"],
    default: "60s",
    doc: "Time for a whole request head to arrive; over it: 408. The listener's default server decides.",
  }),
  client_body_timeout: timeSetting("bodyTimeoutMs", {
    contexts: ["http", "server"],
    default: "60s",
    doc: "Longest silence within a request body. The listener's default server decides; in a `location` it is refused.",
  }),
  send_timeout: timeSetting("sendTimeoutMs", {
    contexts: ["http", "server"],
    default: "60s",
    doc: "Longest wait for the client to take a byte. The listener's default server decides; in a `location` it is refused.",
  }),
  keepalive_timeout: {
    contexts: ["http", "server", "upstream"],
    args: [1, 2],
    default: "75s; 60s in upstream",
    doc: "How long an idle connection is kept, of a client (0: closed after each answer) or, in `upstream`, of a server. The listener's default server decides. A second argument (the `Keep-Alive` field) is ignored.",
    apply: (use) => {
      if (use.args[1] !== undefined) use.time(use.args[1]);
      if (use.scope.context === "upstream") use.scope.keepAlive.timeoutMs = use.time();
      else use.scope.settings.keepAliveTimeoutMs = use.time();
    },
  },
  keepalive_requests: {
    contexts: ["http", "server", "upstream"],
    args: [1, 1],
    default: "1000",
    doc: "Requests on one connection before it is closed. The listener's default server decides.",
    apply: (use) => {
      if (use.scope.context === "upstream") use.scope.keepAlive.requests = use.integer(1);
      else use.scope.settings.keepAliveRequests = use.integer(0);
    },
  },
  server_tokens: {
    contexts: everywhere,
    args: [1, 1],
    default: "off",
    doc: "Whether error pages name our version.",
    apply: (use) => {
      use.scope.settings.serverTokens = use.flag();
    },
  },
  default_type: {
    contexts: everywhere,
    args: [1, 1],
    default: "text/plain",
    doc: "`Content-Type` of `return` with a text.",
    apply: (use) => {
      if (/[^\x20-\x7e]/.test(use.args[0].text)) use.fail("invalid content type", use.args[0].position);
      use.scope.settings.defaultType = use.args[0].text;
    },
  },
  add_header: {
    contexts: everywhere,
    args: [2, 3],
    repeat: true,
    default: "",
    doc: "Adds a field to answers with status 200, 201, 204, 206, 301, 302, 303, 304, 307, 308, with `always` to all. A level with an `add_header` of its own inherits none.",
    apply: (use) => {
      const [name, value, always] = use.args;
      checkFieldName(use, name.text);
      if (/^(content-length|transfer-encoding|connection|date)$/i.test(name.text)) {
        use.fail(`"add_header ${name.text}" would break the answer's framing`, name.position);
      }
      if (always !== undefined && always.text !== "always")
        use.fail(`invalid parameter "${always.text}"`, always.position);
      const { settings } = use.scope;
      settings.addHeaders = [
        ...(settings.addHeaders ?? []),
        { name: name.text, value: use.fieldValue(value), always: always !== undefined },
      ];
    },
  },
  types: {
    contexts: everywhere,
    args: [0, 0],
    data: true,
    repeat: true,
    default: "",
    doc: "Accepted (from `include mime.types`): no files are served.",
    apply: () => {},
  },
  gzip: {
    contexts: everywhere,
    args: [1, 1],
    default: "off",
    doc: "`on` gets a notice: answers are passed on as the servers wrote them, compressed by those or not at all.",
    apply: (use) => {
      if (use.flag()) use.notice('"gzip on" has no effect yet: answers are passed on as the servers write them');
    },
  },
  gzip_buffers: harmless(everywhere, [2, 2], "Accepted with `gzip`."),
  gzip_comp_level: harmless(everywhere, [1, 1], "Accepted with `gzip`."),
  gzip_disable: harmless(everywhere, [1, 64], "Accepted with `gzip`."),
  gzip_http_version: harmless(everywhere, [1, 1], "Accepted with `gzip`."),
  gzip_min_length: harmless(everywhere, [1, 1], "Accepted with `gzip`."),
  gzip_proxied: harmless(everywhere, [1, 16], "Accepted with `gzip`."),
  gzip_types: harmless(everywhere, [1, 256], "Accepted with `gzip`."),
  gzip_vary: harmless(everywhere, [1, 1], "Accepted with `gzip`."),
  ssl_ciphers: harmless(["http"], [1, 1], "Accepted in `http`: no listener speaks TLS yet."),
  ssl_prefer_server_ciphers: harmless(["http"], [1, 1], "Accepted in `http`: no listener speaks TLS yet."),
  ssl_protocols: harmless(["http"], [1, 16], "Accepted in `http`: no listener speaks TLS yet."),
  ssl_session_cache: harmless(["http"], [1, 2], "Accepted in `http`: no listener speaks TLS yet."),
  ssl_session_tickets: harmless(["http"], [1, 1], "Accepted in `http`: no listener speaks TLS yet."),
  ssl_session_timeout: harmless(["http"], [1, 1], "Accepted in `http`: no listener speaks TLS yet."),
  sendfile: harmless(everywhere, [1, 1], "Accepted: no files are served."),
  tcp_nopush: harmless(everywhere, [1, 1], "Accepted: head and body go out in one write where they can."),
  tcp_nodelay: harmless(everywhere, [1, 1], "Accepted: always on."),
  aio: harmless(everywhere, [1, 1], "Accepted: no files are served."),
  types_hash_max_size: harmless(everywhere, [1, 1], "Accepted."),
  types_hash_bucket_size: harmless(everywhere, [1, 1], "Accepted."),
  server_names_hash_bucket_size: harmless(["http"], [1, 1], "Accepted."),
  server_names_hash_max_size: harmless(["http"], [1, 1], "Accepted."),
  map_hash_bucket_size: harmless(["http"], [1, 1], "Accepted."),
  map_hash_max_size: harmless(["http"], [1, 1], "Accepted."),
  variables_hash_bucket_size: harmless(["http"], [1, 1], "Accepted."),
  variables_hash_max_size: harmless(["http"], [1, 1], "Accepted."),
  reset_timedout_connection: harmless(everywhere, [1, 1], "Accepted: a connection that timed out is reset."),
  client_body_buffer_size: harmless(everywhere, [1, 1], "Accepted: bodies stream."),
  client_body_temp_path: harmless(everywhere, [1, 4], "Accepted: bodies stream, nothing is put in files."),
  client_header_buffer_size: harmless(
    ["http", "server"],
    [1, 1],
    "Accepted: buffers grow as needed, up to 32 KiB a head.",
  ),
  large_client_header_buffers: harmless(
    ["http", "server"],
    [2, 2],
    "Accepted: a request line may have 8 KiB (else 414), a head 32 KiB (else 431).",
  ),
};

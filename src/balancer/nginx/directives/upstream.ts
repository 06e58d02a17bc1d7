import { addressText } from "../../config/model.ts";
import { upstreamAddress } from "../addresses.ts";
import { type DirectiveTable, harmless, type Use } from "../directive.ts";
import type { Scope } from "../scope.ts";

function server(use: Use): void {
  const [first, ...parameters] = use.args;
  const address = upstreamAddress(first.text, first, "upstream", use.fail.bind(use));
  const options = { weight: 1, maxFails: 1, failTimeoutMs: 10_000, maxConns: 0, backup: false, down: false };
  for (const parameter of parameters) {
    const [key, value] = parameter.text.split(/=(.*)/s, 2);
    if (value === undefined && (key === "backup" || key === "down")) options[key] = true;
    else if (value !== undefined && key === "weight") options.weight = use.integer(1, parameter, value);
    else if (value !== undefined && key === "max_fails") options.maxFails = use.integer(0, parameter, value);
    else if (value !== undefined && key === "max_conns") options.maxConns = use.integer(0, parameter, value);
    else if (value !== undefined && key === "fail_timeout") options.failTimeoutMs = use.time(parameter, value);
    else if (/^(resolve|route|service|slow_start|drain|sticky)$/.test(key)) {
      use.fail(`the parameter "${key}" of "server" is not supported yet`, parameter.position);
    } else use.fail(`invalid parameter "${parameter.text}"`, parameter.position);
  }
  use.scope.servers.push({ server: { address, name: addressText(address), ...options }, word: first });
}

/** The servers behind us. */
export const upstreamDirectives: DirectiveTable = {
  upstream: {
    contexts: ["http"],
    args: [1, 1],
    opens: "upstream",
    repeat: true,
    default: "",
    doc: "Names a group of servers that `proxy_pass` sends to. Requests take smooth weighted turns unless the group says otherwise.",
    apply: (use, opened) => {
      const name = use.args[0].text.toLowerCase();
      if (use.reading.upstreams.has(name)) use.fail(`duplicate upstream "${use.args[0].text}"`);
      use.reading.upstreams.set(name, opened as Scope);
    },
  },
  least_conn: {
    contexts: ["upstream"],
    args: [0, 0],
    default: "round robin",
    doc: "The server with the fewest requests in flight for its weight; equals take turns.",
    apply: (use) => {
      use.scope.policy = "least_conn";
    },
  },
  keepalive: {
    contexts: ["upstream"],
    args: [1, 2],
    default: "256",
    doc: "Most idle connections kept to the group's servers; `0` keeps none. On without being asked for (nginx: from 1.29.7). `local` is accepted.",
    apply: (use) => {
      if (use.args[1] !== undefined && use.args[1].text !== "local") {
        use.fail(`invalid parameter "${use.args[1].text}"`, use.args[1].position);
      }
      use.scope.keepAlive.connections = use.integer(0);
    },
  },
  keepalive_time: {
    contexts: ["upstream"],
    args: [1, 1],
    default: "1h",
    doc: "Age past which a connection to a server takes no further request.",
    apply: (use) => {
      use.scope.keepAlive.timeMs = use.time();
    },
  },
  zone: harmless(["upstream"], [1, 2], "Accepted: one process, so the group's state is always shared."),
};

/** `server` stands in `http` and in `upstream`: two directives of one name. */
export const upstreamServer: DirectiveTable = {
  server: {
    contexts: ["upstream"],
    args: [1, 16],
    repeat: true,
    default: "",
    doc: "`host[:port]` or `unix:/path`, with `weight=1 max_fails=1 fail_timeout=10s max_conns=0 backup down`. A name is looked up when a connection is opened.",
    apply: server,
  },
};

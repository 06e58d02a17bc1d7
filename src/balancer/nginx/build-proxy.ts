import { UsageError } from "../../core/errors.ts";
import { suggest } from "../../core/suggest.ts";
import { defaultKeepAlive, forwardedHeaders, setHeader } from "../config/defaults.ts";
import {
  type Address,
  addressText,
  type LocationMatch,
  type Position,
  type ProxyAction,
  type Redirect,
  type SetHeader,
  type Upstream,
} from "../config/model.ts";
import { parseAddress } from "./addresses.ts";
import type { Reading } from "./directive.ts";
import { placeText } from "./lexer.ts";
import type { PassDraft, Scope } from "./scope.ts";
import { defaultSettings, hideHeaders, nextUpstream } from "./settings.ts";

/** Fields of one connection: ours to write, whatever the config says. */
const connectionFields = new Set(["connection", "upgrade", "keep-alive", "proxy-connection"]);
/** Fields that frame the message: writing them by hand is how requests are smuggled. */
const framingFields = new Set(["content-length", "transfer-encoding", "te", "trailer"]);

function fail(message: string, position: Position): never {
  throw new UsageError(message, placeText(position));
}

/** The upstreams of a reading; those that `proxy_pass` names by address are added when first met. */
export class Upstreams {
  readonly #reading: Reading;
  readonly #byName: Map<string, Upstream> = new Map();

  constructor(reading: Reading) {
    this.#reading = reading;
    for (const [name, scope] of reading.upstreams) this.#byName.set(name, this.#defined(name, scope));
  }

  all(): readonly Upstream[] {
    return [...this.#byName.values()];
  }

  #defined(name: string, scope: Scope): Upstream {
    const position = scope.opener?.position as Position;
    const servers = scope.servers.map(({ server }) => server);
    if (servers.every((server) => server.backup)) {
      // nginx: backups alone are no servers.
      fail(`no servers are inside upstream "${name}"`, position);
    }
    return { name, servers, policy: scope.policy, keepAlive: { ...defaultKeepAlive, ...scope.keepAlive } };
  }

  /** The upstream of a `proxy_pass`. */
  find({ authority, word }: PassDraft): Upstream {
    const name = authority.toLowerCase();
    const known = this.#byName.get(name);
    if (known !== undefined) return known;
    const colon = name.lastIndexOf(":");
    if (!name.startsWith("unix:") && colon > 0 && this.#reading.upstreams.has(name.slice(0, colon))) {
      fail(`upstream "${name.slice(0, colon)}" may not have port ${name.slice(colon + 1)}`, word.position);
    }
    const address = parseAddress(authority, 80);
    if (address.kind === "bad")
      return fail(`${address.message} in "${word.text}" of the "proxy_pass" directive`, word.position);
    this.#checkName(address, name, word.position);
    const shown = addressText(address);
    const same = this.#byName.get(shown);
    if (same !== undefined) return same;
    const upstream: Upstream = {
      name: shown,
      servers: [
        {
          address,
          name: shown,
          weight: 1,
          maxFails: 1,
          failTimeoutMs: 10_000,
          maxConns: 0,
          backup: false,
          down: false,
        },
      ],
      policy: "round_robin",
      keepAlive: defaultKeepAlive,
    };
    this.#byName.set(shown, upstream);
    return upstream;
  }

  /** A bare word that names no upstream, in a file that has some, is a typing mistake rather than a host. */
  #checkName(address: Address, name: string, position: Position): void {
    if (address.kind === "unix" || /[.:\d]/.test(name) || name === "localhost") return;
    const names = [...this.#reading.upstreams.keys()];
    const meant = suggest(name, names);
    if (meant !== null) fail(`host not found in upstream "${name}"; did you mean "${meant}"?`, position);
  }
}

function setHeaders(scope: Scope): { headers: readonly SetHeader[]; upgrade: boolean } {
  const headers = new Map<string, SetHeader[]>();
  let upgrade = false;
  for (const { name, value, position } of scope.setting("proxySetHeaders", defaultSettings)) {
    const lowerName = name.toLowerCase();
    if (framingFields.has(lowerName)) fail(`"proxy_set_header ${name}" would break the request's framing`, position);
    if (lowerName === "upgrade" && value.constant !== "") upgrade = true;
    if (connectionFields.has(lowerName)) continue;
    headers.set(lowerName, [...(headers.get(lowerName) ?? []), { name, lowerName, value }]);
  }
  if (!headers.has("host")) headers.set("host", [setHeader("Host", "$proxy_host")]);
  for (const header of forwardedHeaders) {
    if (!headers.has(header.lowerName)) headers.set(header.lowerName, [header]);
  }
  return { headers: [...headers.values()].flat(), upgrade };
}

/** nginx's `proxy_redirect default`. */
function defaultRedirect(pass: PassDraft, match: LocationMatch): Redirect {
  const url = `http://${pass.authority}${pass.authority.startsWith("unix:") ? ":" : ""}`;
  if (pass.uri === null || match.kind === "regex") return { from: `${url}/`, to: "/" };
  return { from: url + pass.uri, to: match.path };
}

export function proxyAction(scope: Scope, pass: PassDraft, match: LocationMatch, upstreams: Upstreams): ProxyAction {
  if (match.kind === "regex" && pass.uri !== null) {
    fail('"proxy_pass" cannot have URI part in location given by regular expression', pass.word.position);
  }
  const upstream = upstreams.find(pass);
  const { headers, upgrade } = setHeaders(scope);
  const port = /:(\d+)$/.exec(pass.authority);
  const isUnix = pass.authority.startsWith("unix:");
  return {
    kind: "proxy",
    upstream,
    // nginx sends "localhost" where there is no name to send.
    host: isUnix ? "localhost" : port !== null && port[1] === "80" ? pass.authority.slice(0, -3) : pass.authority,
    port: isUnix ? 0 : port === null ? 80 : Number(port[1]),
    uri: pass.uri,
    setHeaders: headers,
    upgrade,
    connectTimeoutMs: scope.setting("proxyConnectTimeoutMs", defaultSettings),
    sendTimeoutMs: scope.setting("proxySendTimeoutMs", defaultSettings),
    readTimeoutMs: scope.setting("proxyReadTimeoutMs", defaultSettings),
    nextUpstream: nextUpstream(scope),
    hideHeaders: hideHeaders(scope),
    redirects: scope
      .setting("redirects", defaultSettings)
      .map((rule) => (rule === "default" ? defaultRedirect(pass, match) : rule)),
  };
}

import { asBytes } from "../bytes.ts";
import { type DirectiveTable, everywhere, harmless, integerSetting, timeSetting } from "../directive.ts";
import { checkFieldName } from "./client.ts";

const conditions =
  /^(error|timeout|denied|invalid_header|invalid_response|non_idempotent|updating|http_(500|502|503|504|403|404|429)|off)$/;

/** What goes to the servers behind, and how. */
export const proxyDirectives: DirectiveTable = {
  proxy_pass: {
    contexts: ["location"],
    args: [1, 1],
    default: "",
    doc: "`http://upstream`, `http://host:port`, `http://unix:/path:`; with a URI part it replaces what the location matched. Variables and `https://` are not supported yet.",
    apply: (use) => {
      const [word] = use.args;
      if (word.text.includes("$")) use.fail('variables in "proxy_pass" are not supported yet', word.position);
      const match = /^([a-z]+):\/\/(unix:[^:]*|[^/?#]*)(:)?(.*)$/is.exec(word.text);
      if (match === null || !/^https?$/i.test(match[1])) {
        return use.fail(`invalid URL prefix in "${word.text}": it must begin with "http://"`, word.position);
      }
      if (match[1].toLowerCase() === "https") use.fail('"proxy_pass https://" is not supported yet', word.position);
      const isUnix = match[2].startsWith("unix:");
      if (!isUnix && match[3] !== undefined) use.fail(`invalid port in "${word.text}"`, word.position);
      if (match[2] === "") use.fail(`no host in upstream "${word.text}"`, word.position);
      if (/[\0-\x20\x7f]/.test(match[4])) use.fail("a URI holds no spaces and no controls", word.position);
      const uri = match[4].startsWith("?") ? `/${match[4]}` : match[4];
      if (uri.startsWith("#")) use.fail('a URI part begins with "/"', word.position);
      use.scope.pass = { word, authority: match[2], uri: uri === "" ? null : asBytes(uri) };
    },
  },
  proxy_set_header: {
    contexts: everywhere,
    args: [2, 2],
    repeat: true,
    default: "Host $proxy_host",
    doc: "Replaces a field of the request; an empty value removes it. A level with one of its own inherits none. `Connection`, `Keep-Alive`, `Transfer-Encoding`, `Content-Length`, `TE` and `Trailer` are always ours; `Upgrade` lets WebSockets through.",
    apply: (use) => {
      const [name, value] = use.args;
      checkFieldName(use, name.text);
      const { settings } = use.scope;
      settings.proxySetHeaders = [
        ...(settings.proxySetHeaders ?? []),
        // nginx-style $connection_upgrade comes from a map; Connection is ours whatever it says.
        { name: name.text, value: use.fieldValue(value), position: name.position },
      ];
    },
  },
  proxy_hide_header: {
    contexts: everywhere,
    args: [1, 1],
    repeat: true,
    default: "X-Accel-…",
    doc: "A field of the upstream's answer that is not passed on.",
    apply: (use) => {
      checkFieldName(use, use.args[0].text);
      use.scope.settings.proxyHideHeaders = [
        ...(use.scope.settings.proxyHideHeaders ?? []),
        use.args[0].text.toLowerCase(),
      ];
    },
  },
  proxy_pass_header: {
    contexts: everywhere,
    args: [1, 1],
    repeat: true,
    default: "",
    doc: "Passes on a field that is hidden by default. `Date` and `Server` are always passed on.",
    apply: (use) => {
      checkFieldName(use, use.args[0].text);
      use.scope.settings.proxyPassHeaders = [
        ...(use.scope.settings.proxyPassHeaders ?? []),
        use.args[0].text.toLowerCase(),
      ];
    },
  },
  proxy_http_version: {
    contexts: everywhere,
    args: [1, 1],
    default: "1.1",
    doc: "Only `1.1`, with keep-alive (nginx before 1.29.7: 1.0).",
    apply: (use) => {
      if (use.args[0].text === "1.1") return;
      if (!/^(1\.0|2(\.0)?)$/.test(use.args[0].text))
        use.fail(`invalid value "${use.args[0].text}"`, use.args[0].position);
      use.fail(`"proxy_http_version ${use.args[0].text}" is not supported yet`, use.args[0].position);
    },
  },
  proxy_connect_timeout: timeSetting("proxyConnectTimeoutMs", { default: "60s", doc: "Time to connect to a server." }),
  proxy_send_timeout: timeSetting("proxySendTimeoutMs", {
    default: "60s",
    doc: "Longest wait between two writes to a server.",
  }),
  proxy_read_timeout: timeSetting("proxyReadTimeoutMs", {
    default: "60s",
    doc: "Longest silence of a server; over it: 504.",
  }),
  proxy_next_upstream: {
    contexts: everywhere,
    args: [1, 16],
    default: "error timeout",
    doc: "What makes a request move to the next server: `error timeout invalid_header http_500 http_502 http_503 http_504 http_403 http_404 http_429`, `non_idempotent`, or `off`. Whatever it says, a request moves only where that is safe.",
    apply: (use) => {
      for (const word of use.args) {
        if (!conditions.test(word.text)) use.fail(`invalid value "${word.text}"`, word.position);
      }
      use.scope.settings.nextUpstream = use.args.map((word) => word.text);
    },
  },
  proxy_next_upstream_tries: integerSetting("nextUpstreamTries", {
    default: "0",
    doc: "Servers tried at most for one request; 0: each once.",
  }),
  proxy_next_upstream_timeout: timeSetting("nextUpstreamTimeoutMs", {
    default: "0",
    doc: "Time within which a further server is tried; 0: no bound.",
  }),
  proxy_buffering: harmless(
    everywhere,
    [1, 1],
    "Accepted: answers always stream, with back-pressure in memory and never in files.",
  ),
  proxy_request_buffering: harmless(everywhere, [1, 1], "Accepted: request bodies always stream."),
  proxy_buffers: harmless(everywhere, [2, 2], "Accepted: answers stream."),
  proxy_buffer_size: harmless(everywhere, [1, 1], "Accepted: a response head may have 32 KiB."),
  proxy_busy_buffers_size: harmless(everywhere, [1, 1], "Accepted: answers stream."),
  proxy_max_temp_file_size: harmless(everywhere, [1, 1], "Accepted: nothing is put in files."),
  proxy_temp_path: harmless(everywhere, [1, 4], "Accepted: nothing is put in files."),
  proxy_socket_keepalive: harmless(everywhere, [1, 1], "Accepted."),
  proxy_headers_hash_max_size: harmless(everywhere, [1, 1], "Accepted."),
  proxy_headers_hash_bucket_size: harmless(everywhere, [1, 1], "Accepted."),
  proxy_redirect: {
    contexts: everywhere,
    args: [1, 2],
    repeat: true,
    default: "default",
    doc: "Rewrites the beginning of `Location` (and the URL in `Refresh`) of answers: `FROM TO`, `off`, or `default`: the URL of `proxy_pass` becomes the location's path. Regular expressions and variables are not supported yet.",
    apply: (use) => {
      const [from, to] = use.args;
      if (use.args.some((word) => /^~|\$/.test(word.text))) {
        use.fail('regular expressions and variables in "proxy_redirect" are not supported yet', from.position);
      }
      const { settings } = use.scope;
      if (to === undefined && from.text !== "off" && from.text !== "default") {
        use.fail(`invalid parameter "${from.text}"`, from.position);
      }
      if (to === undefined && from.text === "off") settings.redirects = [];
      else {
        const rule = to === undefined ? ("default" as const) : { from: from.text, to: to.text };
        settings.redirects = [...(settings.redirects ?? []), rule];
      }
    },
  },
};

import { compileTemplate } from "../nginx/template.ts";
import type { LogFormat } from "./model.ts";

const quoted = (name: string, variable: string): string => `"${name}":"$${variable}"`;

/** The formats that are there without a `log_format`. */
export const builtInFormats: { readonly [name: string]: LogFormat } = {
  /** nginx's own. */
  combined: {
    template: compileTemplate(
      '$remote_addr - $remote_user [$time_local] "$request" $status $body_bytes_sent "$http_referer" "$http_user_agent"',
    ),
    escape: "default",
  },
  /** One JSON object a line; times in seconds. */
  json: {
    template: compileTemplate(
      `{${quoted("time", "time_iso8601")},${quoted("remote_addr", "remote_addr")},${quoted("host", "http_host")},` +
        `${quoted("method", "request_method")},${quoted("uri", "request_uri")},${quoted("protocol", "server_protocol")},` +
        `"status":$status,"bytes_sent":$bytes_sent,"request_time":$request_time,` +
        `${quoted("referer", "http_referer")},${quoted("user_agent", "http_user_agent")},` +
        `${quoted("upstream_addr", "upstream_addr")},${quoted("upstream_status", "upstream_status")},` +
        `${quoted("upstream_response_time", "upstream_response_time")}}`,
    ),
    escape: "json",
  },
};

import type { Exchange } from "../../core/exchange.ts";
import { headFields } from "../../http/parsed-head.ts";
import type { ResponseHead } from "../../http/response-head.ts";
import type { AddedHeader, ProxyAction } from "../config/model.ts";
import type { RequestView } from "../config/request-view.ts";
import { rewriteLocation } from "../routing/upstream-target.ts";
import { connectionNames } from "./hop-by-hop.ts";
import type { ProxyPlan } from "./plan.ts";

/**
 * The request head for the upstream, as text: the client's fields in their order and spelling, less what belongs to its
 * connection, plus what the location sets. Names and values come from a strict parser or a template, which can hold no CR or LF.
 */
export function upstreamHead(
  plan: ProxyPlan,
  exchange: Exchange,
  target: string,
  view: RequestView,
  upgrade: boolean,
): string {
  let added = plan.setLines.text(view);
  if (upgrade) added += `Connection: upgrade\r\nUpgrade: ${exchange.header("upgrade") ?? ""}\r\n`;
  if (exchange.bodyLength === null) added += "Transfer-Encoding: chunked\r\n";
  const forwarded = exchange.forwardHead?.(target, added, plan.requestFilter) ?? null;
  return forwarded ?? rewrittenHead(plan, exchange, target, added);
}

/** The same, field by field. */
function rewrittenHead(plan: ProxyPlan, exchange: Exchange, target: string, added: string): string {
  const { headers, bodyLength } = exchange;
  const named = connectionNames(headers);
  let out = `${exchange.method} ${target} HTTP/1.1\r\n${added}`;
  for (let i = 0; i < headers.length; i += 2) {
    const name = headers[i];
    if (plan.requestFilter.of(name) === "keep" && !named.has(name.toLowerCase()))
      out += `${name}: ${headers[i + 1]}\r\n`;
  }
  // A request that may have a body says that it has none, as the client did.
  if (bodyLength !== null && (bodyLength > 0 || exchange.header("content-length") !== undefined)) {
    out += `Content-Length: ${bodyLength}\r\n`;
  }
  return `${out}\r\n`;
}

/** Fields of the answer for the client, for a carrier that frames it itself. */
export function answerFields(plan: ProxyPlan, head: ResponseHead, view: RequestView): string[] {
  const headers = headFields(head);
  const named = head.namesFields ? connectionNames(headers) : null;
  const fields: string[] = [];
  for (let i = 0; i < headers.length; i += 2) {
    const name = headers[i];
    if (plan.responseFilter.of(name) === "drop" || named?.has(name.toLowerCase())) continue;
    fields.push(name, headers[i + 1]);
  }
  if (plan.action.redirects.length > 0) rewriteLocations(fields, plan.action);
  if (plan.location.addHeaders.length > 0) addFields(fields, plan.location.addHeaders, head.status, view);
  return fields;
}

/** `proxy_redirect`. */
function rewriteLocations(fields: string[], action: ProxyAction): void {
  for (let i = 0; i < fields.length; i += 2) {
    const name = fields[i];
    if (name.length === 8 && name.toLowerCase() === "location") fields[i + 1] = rewriteLocation(action, fields[i + 1]);
  }
}

const ordinary: ReadonlySet<number> = new Set([200, 201, 204, 206, 301, 302, 303, 304, 307, 308]);

/** `add_header`. */
export function addFields(fields: string[], added: readonly AddedHeader[], status: number, view: RequestView): void {
  for (const header of added) {
    if (!header.always && !ordinary.has(status)) continue;
    const value = header.value.constant ?? header.value.render(view);
    if (value !== "") fields.push(header.name, value);
  }
}

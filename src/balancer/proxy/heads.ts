import type { Exchange } from "../../core/exchange.ts";
import type { ResponseHead } from "../../http/types.ts";
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
  without: ReadonlySet<string> | null = null,
): string {
  const { headers } = exchange;
  let out = `${exchange.method} ${target} HTTP/1.1\r\n`;
  for (const line of plan.setLines) out += line.text(view);
  for (let i = 0; i < headers.length; i += 2) {
    const name = headers[i];
    const disposition = plan.requestFilter.of(name);
    if (disposition === "keep" || disposition === "date") {
      if (without === null || !without.has(name.toLowerCase())) out += `${name}: ${headers[i + 1]}\r\n`;
    } else if (disposition === "connection" && without === null) {
      // A Connection that names further fields is rare: then the head is made once more without them.
      const named = connectionNames(headers[i + 1]);
      if (named !== null) return upstreamHead(plan, exchange, target, view, upgrade, named);
    }
  }
  return out + framing(exchange, upgrade);
}

function framing(exchange: Exchange, upgrade: boolean): string {
  if (upgrade) return `Connection: upgrade\r\nUpgrade: ${exchange.header("upgrade") ?? ""}\r\n\r\n`;
  if (exchange.bodyLength === null) return "Transfer-Encoding: chunked\r\n\r\n";
  // A request that may have a body says that it has none, as the client did.
  if (exchange.bodyLength > 0 || exchange.header("content-length") !== undefined) {
    return `Content-Length: ${exchange.bodyLength}\r\n\r\n`;
  }
  return "\r\n";
}

/** Fields of the answer for the client, and what was seen on the way. */
export interface AnswerFields {
  readonly fields: readonly string[];
  /** The upstream's field lines, Content-Length too, where they go on as they came but for those of its own hop; else null. */
  readonly lines: string | null;
  /** The upstream's own Date is among them. */
  readonly date: boolean;
  /** Value of its Keep-Alive, or null. */
  readonly keepAlive: string | null;
}

export function answerFields(plan: ProxyPlan, head: ResponseHead, view: RequestView): AnswerFields {
  const { headers } = head;
  if (plan.passesOn && head.lines !== null && head.framing === "length") {
    const passed = passedOn(plan, headers, head.lines);
    if (passed !== null) return passed;
  }
  const fields: string[] = [];
  let date = false;
  let keepAlive: string | null = null;
  let named: Set<string> | null = null;
  for (let i = 0; i < headers.length; i += 2) {
    const disposition = plan.responseFilter.of(headers[i]);
    if (disposition === "date") date = true;
    if (disposition === "keep" || disposition === "date") fields.push(headers[i], headers[i + 1]);
    else if (disposition === "connection") named = connectionNames(headers[i + 1]) ?? named;
    else if (disposition === "keep-alive") keepAlive = headers[i + 1];
  }
  if (named !== null) {
    for (let i = fields.length - 2; i >= 0; i -= 2) if (named.has(fields[i].toLowerCase())) fields.splice(i, 2);
  }
  if (plan.action.redirects.length > 0) rewriteLocations(fields, plan.action);
  if (plan.location.addHeaders.length > 0) addFields(fields, plan.location.addHeaders, head.status, view);
  return { fields, lines: null, date, keepAlive };
}

/** The answer's lines as they came, less those that stay on their hop; null if Connection names others that do. */
function passedOn(plan: ProxyPlan, headers: readonly string[], received: string): AnswerFields | null {
  let lines = received;
  let date = false;
  let keepAlive: string | null = null;
  for (let i = 0; i < headers.length; i += 2) {
    const disposition = plan.responseFilter.of(headers[i]);
    if (disposition === "keep" || disposition === "length") continue;
    if (disposition === "date") {
      date = true;
      continue;
    }
    if (disposition === "keep-alive") keepAlive = headers[i + 1];
    else if (disposition === "connection" && connectionNames(headers[i + 1]) !== null) return null;
    lines = withoutLine(lines, headers[i]);
  }
  return { fields: headers, lines, date, keepAlive };
}

/** `lines` without the first of this name. No value holds a CRLF, so what follows one is the beginning of a line. */
function withoutLine(lines: string, name: string): string {
  const start = lines.startsWith(`${name}:`) ? 0 : lines.indexOf(`\r\n${name}:`) + 2;
  return lines.slice(0, start) + lines.slice(lines.indexOf("\r\n", start) + 2);
}

/** Fields for a carrier that writes the Content-Length itself. */
export function carrierFields(plan: ProxyPlan, fields: readonly string[]): string[] {
  return fields.filter((_, index) => {
    const disposition = plan.responseFilter.of(fields[index & ~1]);
    return disposition === "keep" || disposition === "date";
  });
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

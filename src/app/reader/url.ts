import type { SchemaNode } from "../schema/node.ts";
import { report } from "./problems.ts";
import { fitAtMost, lax, type Step } from "./step.ts";

const special = new Set(["http", "https", "ws", "wss", "ftp", "file"]);

/** What stands between scheme and path, without a user and its password. */
function authorityOf(rest: string, isSpecial: boolean): string {
  const start = isSpecial ? (/^[/\\]*/.exec(rest)?.[0].length ?? 0) : rest.startsWith("//") ? 2 : 0;
  const end = rest.slice(start).search(isSpecial ? /[/\\?#]/ : /[/?#]/);
  const authority = end === -1 ? rest.slice(start) : rest.slice(start, start + end);
  return authority.slice(authority.lastIndexOf("@") + 1);
}

const hostIsFine = (scheme: string, host: string): boolean => parsedUrl(`${scheme}://${host}/`) !== undefined;
/** The last label is a number, so that the whole must be an IPv4 address. */
const endsInNumber = (host: string): boolean =>
  /^[^[\]<>^|%\x00-\x20\x7f]*$/.test(host) && /(?:^|\.)(?:\d+|0[xX][0-9a-fA-F]*)\.?$/.test(host);

/** Without the control characters and spaces at both ends. A loop: a pattern takes quadratic time on many spaces in the middle. */
function stripped(text: string): string {
  let start = 0;
  let end = text.length;
  while (start < end && text.charCodeAt(start) <= 0x20) start += 1;
  while (end > start && text.charCodeAt(end - 1) <= 0x20) end -= 1;
  return text.slice(start, end);
}

/** Why a text is no URL, in the words of Rust's url crate. The platform's URL says no more than that it is none. */
function fault(text: string): string {
  const clean = stripped(text.replace(/[\t\n\r]/g, ""));
  if (text === "") return "input is empty";
  const scheme = /^[a-zA-Z][a-zA-Z0-9+.-]*(?=:)/.exec(clean)?.[0].toLowerCase();
  if (scheme === undefined) return "relative URL without a base";
  const authority = authorityOf(clean.slice(scheme.length + 1), special.has(scheme));
  if (authority.startsWith("[")) {
    const close = authority.indexOf("]");
    const isAddress =
      close !== -1 && authority.charAt(close + 1) === ":" && hostIsFine("http", authority.slice(0, close + 1));
    return isAddress ? "invalid port number" : "invalid IPv6 address";
  }
  const colon = authority.indexOf(":");
  const host = colon === -1 || scheme === "file" ? authority : authority.slice(0, colon);
  if (host === "") return "empty host";
  if (hostIsFine(scheme, host)) return "invalid port number";
  if (!special.has(scheme)) return "invalid domain character";
  return endsInNumber(host) ? "invalid IPv4 address" : "invalid international domain name";
}

function parsedUrl(text: string): URL | undefined {
  try {
    return new URL(text);
  } catch {
    return undefined;
  }
}

/** Absolute URLs with any scheme: the text as it is, or a native `URL`. */
export function urlStep(node: SchemaNode): Step {
  const native = node["x-flotilla"]?.native === "url";
  return (value, loc, problems) => {
    if (value instanceof URL) return native ? value : value.href;
    if (typeof value !== "string") return report(problems, "url_type", loc, value);
    fitAtMost(lax);
    const url = parsedUrl(value);
    if (url === undefined) return report(problems, "url_parsing", loc, value, { error: fault(value) });
    return native ? url : value;
  };
}

import { isAuthority } from "./authority.ts";

/** A request-target taken apart (RFC 9112 section 3.2). */
export interface Target {
  readonly form: "origin" | "absolute" | "authority" | "asterisk";
  readonly path: string;
  readonly query: string;
  /** Authority of an absolute-form or authority-form target, else `""`. */
  readonly authority: string;
}

const absoluteForm = /^https?:\/\/([^/?]*)([^?]*)(?:\?(.*))?$/i;

/** Takes `target` apart; null if it has none of the four forms or not the one its method demands. */
export function parseTarget(method: string, target: string): Target | null {
  if (method === "CONNECT") {
    // authority-form needs its port: there is no default for a tunnel.
    if (!isAuthority(target) || !/:\d+$/.test(target)) return null;
    return { form: "authority", path: target, query: "", authority: target };
  }
  if (target.charCodeAt(0) === 47) {
    const mark = target.indexOf("?");
    if (mark < 0) return { form: "origin", path: target, query: "", authority: "" };
    return { form: "origin", path: target.substring(0, mark), query: target.substring(mark + 1), authority: "" };
  }
  if (target === "*") return method === "OPTIONS" ? { form: "asterisk", path: "*", query: "", authority: "" } : null;
  const match = absoluteForm.exec(target);
  if (match === null || !isAuthority(match[1])) return null;
  // RFC 9112 section 3.2.4: OPTIONS of an absolute URI without path and query means the server as a whole.
  const whole = method === "OPTIONS" && match[2] === "" && match[3] === undefined;
  return { form: "absolute", path: whole ? "*" : match[2] || "/", query: match[3] ?? "", authority: match[1] };
}

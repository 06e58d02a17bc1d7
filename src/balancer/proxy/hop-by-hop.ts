import type { FieldChoice } from "../../core/exchange.ts";
import { trimmed } from "../../http/field-lines.ts";

/** Fields that belong to one connection (RFC 9110 section 7.6.1), and those whose work we do anew for the next hop. */
const hopByHop: ReadonlySet<string> = new Set([
  "connection",
  "keep-alive",
  "proxy-authenticate",
  "proxy-connection",
  "te",
  "trailer",
  "transfer-encoding",
  "upgrade",
]);

/** What becomes of a field. "rewrite": it goes on changed. */
export type Disposition = "keep" | "drop" | "rewrite";

/**
 * Decides by name which fields of a head go on. The names of a run are few and come again, so each spelling is judged
 * once. Made once per location and direction; the memory of spellings is bounded against made-up ones.
 */
export class FieldFilter implements FieldChoice {
  private readonly known = new Map<string, Disposition>();
  private readonly dropped: ReadonlySet<string>;
  private readonly rewritten: ReadonlySet<string>;
  /** By length and first letter of a name, whether something else than "keep" becomes of one like that. */
  private readonly concerned = new Uint8Array(64 * 32);

  /**
   * @param dropped lower-case names dropped beside the hop-by-hop ones.
   * @param rewritten lower-case names whose value is looked at.
   */
  constructor(dropped: Iterable<string>, rewritten: Iterable<string> = []) {
    // The length is written anew, or passed on without asking here.
    this.dropped = new Set([...hopByHop, "content-length", ...dropped]);
    this.rewritten = new Set(rewritten);
    for (const name of [...this.dropped, ...this.rewritten]) {
      this.concerned[Math.min(name.length, 63) * 32 + (name.charCodeAt(0) & 31)] = 1;
    }
  }

  concerns(length: number, letter: number): boolean {
    return this.concerned[(length > 63 ? 63 : length) * 32 + letter] === 1;
  }

  keeps(name: string): boolean | null {
    const disposition = this.of(name);
    return disposition === "rewrite" ? null : disposition === "keep";
  }

  of(name: string): Disposition {
    if (!this.concerns(name.length, name.charCodeAt(0) & 31)) return "keep";
    let disposition = this.known.get(name);
    if (disposition === undefined) {
      const lower = name.toLowerCase();
      if (this.dropped.has(lower)) disposition = "drop";
      else disposition = this.rewritten.has(lower) ? "rewrite" : "keep";
      if (this.known.size < 1000) this.known.set(name, disposition);
    }
    return disposition;
  }
}

const usual = /^(?:close|keep-alive|upgrade|)$/i;

/** Fields that the Connection lines of a head name beside the usual options: they are hop-by-hop too. */
export function connectionNames(headers: readonly string[]): ReadonlySet<string> {
  const names = new Set<string>();
  for (let i = 0; i < headers.length; i += 2) {
    if (headers[i].length !== 10 || headers[i].toLowerCase() !== "connection") continue;
    for (const part of headers[i + 1].toLowerCase().split(",")) {
      const name = trimmed(part);
      if (!usual.test(name)) names.add(name);
    }
  }
  return names;
}

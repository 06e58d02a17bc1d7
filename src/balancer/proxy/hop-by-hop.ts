/** Fields that belong to one connection (RFC 9110 section 7.6.1), and those whose work we do anew for the next hop. */
const hopByHop: ReadonlySet<string> = new Set([
  "connection",
  "proxy-authenticate",
  "proxy-connection",
  "te",
  "trailer",
  "transfer-encoding",
  "upgrade",
]);

/** What becomes of a field. "length": it frames the message, and so is written anew unless the message goes on as it is. */
export type Disposition = "keep" | "drop" | "connection" | "keep-alive" | "length" | "date";

/**
 * Decides by name which fields of a head go on. The names of a run are few and come again, so each spelling is judged
 * once. Made once per location and direction; the memory of spellings is bounded against made-up ones.
 */
export class FieldFilter {
  private readonly known = new Map<string, Disposition>();
  private readonly dropped: ReadonlySet<string>;
  /** Lengths that names have of which something else becomes than "keep". */
  private readonly lengths = new Uint8Array(64);

  /** @param also lower-case names dropped beside the hop-by-hop ones. */
  constructor(also: Iterable<string>) {
    this.dropped = new Set([...hopByHop, ...also]);
    for (const name of [...this.dropped, "connection", "keep-alive", "content-length", "date"]) {
      this.lengths[Math.min(name.length, 63)] = 1;
    }
  }

  of(name: string): Disposition {
    if (this.lengths[name.length > 63 ? 63 : name.length] === 0) return "keep";
    let disposition = this.known.get(name);
    if (disposition === undefined) {
      const lower = name.toLowerCase();
      if (lower === "connection" || lower === "keep-alive") disposition = lower;
      else if (this.dropped.has(lower)) disposition = "drop";
      else if (lower === "content-length") disposition = "length";
      else disposition = lower === "date" ? "date" : "keep";
      if (this.known.size < 1000) this.known.set(name, disposition);
    }
    return disposition;
  }
}

const usual = /^(?:close|keep-alive|upgrade|)$/i;

/** Fields a Connection value names beside the usual options: they are hop-by-hop too. Null for none, the common case. */
export function connectionNames(value: string): Set<string> | null {
  if (usual.test(value)) return null;
  const names = value
    .toLowerCase()
    .split(",")
    .map((name) => name.trim())
    .filter((name) => !usual.test(name));
  return names.length === 0 ? null : new Set(names);
}

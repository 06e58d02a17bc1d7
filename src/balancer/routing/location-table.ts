import type { Location, VirtualServer } from "../config/model.ts";

interface Prefix {
  readonly path: string;
  readonly final: boolean;
  readonly location: Location;
}

/**
 * Selects the location of a server by path, by nginx's precedence: `=`, then the longest prefix if it is `^~`, then the
 * first regex in the order written, then the longest prefix. Made once per server.
 */
export class LocationTable {
  readonly #fallback: Location;
  readonly #exact: Map<string, Location> = new Map();
  /** Longest first. */
  readonly #prefixes: readonly Prefix[];
  readonly #regexes: { regex: RegExp; location: Location }[] = [];

  constructor(server: VirtualServer) {
    this.#fallback = server.fallback;
    const prefixes: Prefix[] = [];
    for (const location of server.locations) {
      const { match } = location;
      if (match.kind === "exact") this.#exact.set(match.path, location);
      else if (match.kind === "regex") this.#regexes.push({ regex: match.regex, location });
      else prefixes.push({ path: match.path, final: match.final, location });
    }
    this.#prefixes = prefixes.sort((a, b) => b.path.length - a.path.length);
  }

  /** The location of a normalised path; the server's fallback (404) if none matches. */
  find(path: string): Location {
    if (this.#exact.size > 0) {
      const exact = this.#exact.get(path);
      if (exact !== undefined) return exact;
    }
    let longest: Prefix | null = null;
    for (let i = 0; i < this.#prefixes.length; i++) {
      if (!path.startsWith(this.#prefixes[i].path)) continue;
      longest = this.#prefixes[i];
      break;
    }
    if (longest === null || !longest.final) {
      for (let i = 0; i < this.#regexes.length; i++) {
        if (this.#regexes[i].regex.test(path)) return this.#regexes[i].location;
      }
    }
    return longest === null ? this.#fallback : longest.location;
  }

  /**
   * True if the path lacks only its final slash to reach a proxied prefix location: `/app` where there is `location /app/ {
   * proxy_pass … }`. nginx answers 301 to the path with the slash. Ask before `find`.
   */
  wantsSlash(path: string): boolean {
    if (this.#exact.has(path)) return false;
    for (let i = 0; i < this.#prefixes.length; i++) {
      const { path: prefix, location } = this.#prefixes[i];
      if (prefix.length === path.length + 1 && prefix.endsWith("/") && prefix.startsWith(path)) {
        return location.action.kind === "proxy";
      }
    }
    return false;
  }
}

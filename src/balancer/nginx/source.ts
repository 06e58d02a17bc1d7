import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** Where the text of config files comes from. */
export interface ConfigSource {
  /** Text of a file; throws what `fs` throws. */
  read(path: string): string;
  /** Files matching a pattern with `*`, `?` and `[…]`, sorted; `path` is absolute. */
  glob(path: string): readonly string[];
}

export function isPattern(path: string): boolean {
  return /[*?[]/.test(path);
}

/** A glob segment as a regular expression: as in a shell, a leading dot must be written. */
function segmentPattern(segment: string): RegExp {
  let source = /^[*?[]/.test(segment) ? "(?!\\.)" : "";
  for (let i = 0; i < segment.length; i++) {
    const char = segment[i];
    const end = char === "[" ? segment.indexOf("]", i + 2) : -1;
    if (char === "*") source += ".*";
    else if (char === "?") source += ".";
    else if (end !== -1) {
      const inside = segment.slice(i + 1, end).replace(/[\\\]^]/g, "\\$&");
      source += /^(\\\^|!)/.test(inside) ? `[^${inside.replace(/^(\\\^|!)/, "")}]` : `[${inside}]`;
      i = end;
    } else source += char.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
  }
  try {
    return new RegExp(`^${source}$`, "s");
  } catch {
    return /(?!)/;
  }
}

/** Reads the machine's files. */
export const fileSource: ConfigSource = {
  read: (path) => readFileSync(path, "utf8"),
  glob: (path) => {
    let found = ["/"];
    for (const segment of path.split("/").filter((part) => part !== "")) {
      if (!isPattern(segment)) {
        found = found.map((folder) => join(folder, segment));
        continue;
      }
      const pattern = segmentPattern(segment);
      found = found.flatMap((folder) => {
        try {
          return readdirSync(folder)
            .filter((name) => pattern.test(name))
            .map((name) => join(folder, name));
        } catch {
          return [];
        }
      });
    }
    return found.sort();
  },
};

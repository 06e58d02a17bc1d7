/** What a static folder does with names that begin with a dot. */
export type Dotfiles = "ignore" | "serve";

/**
 * The segments of a path below a static folder, decoded; null for one that names nothing there, whatever the folder holds.
 * `raw` is as it came, percent-encoding included, without the mount's own part.
 *
 * Each segment is decoded by itself, once: what decodes to a slash, a backslash, NUL or a dot segment is no file's name, so that no
 * spelling of `..` leads anywhere. Empty segments are skipped, as Starlette does.
 */
export function staticSegments(raw: string, dotfiles: Dotfiles): string[] | null {
  const segments: string[] = [];
  for (const piece of raw.split("/")) {
    if (piece === "") continue;
    const segment = decoded(piece);
    if (segment === null || segment === "." || segment === ".." || /[/\\\0]/.test(segment)) return null;
    // What is meant for everybody lives in one dot folder (RFC 8615).
    if (dotfiles === "ignore" && segment.startsWith(".") && !(segments.length === 0 && segment === ".well-known")) {
      return null;
    }
    segments.push(segment);
  }
  return segments;
}

function decoded(piece: string): string | null {
  try {
    return decodeURIComponent(piece);
  } catch {
    return null;
  }
}

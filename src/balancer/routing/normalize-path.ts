/** Whether a path needs more than being taken as it is. */
const unusual = /%|\/\/|\/\.(?:\.?(?:\/|$))/;

/** Whether a path is its own normalised form: most are. */
export function isPlainPath(path: string): boolean {
  return path.charCodeAt(0) === 47 && !unusual.test(path);
}

function hex(code: number): number {
  if (code >= 48 && code <= 57) return code - 48;
  const lower = code | 32;
  return lower >= 97 && lower <= 102 ? lower - 87 : -1;
}

/**
 * A raw path as locations see it, by nginx's rules: `%XX` decoded (to characters 0–255, one a byte), `.` and `..` resolved,
 * slashes merged. Null for what is answered with 400: a bad `%`, `%00`, more `..` than segments, no leading slash.
 */
export function normalizePath(path: string): string | null {
  if (isPlainPath(path)) return path;
  if (path.charCodeAt(0) !== 47) return null;
  let decoded = path;
  if (path.includes("%")) {
    decoded = "";
    for (let i = 0; i < path.length; i++) {
      const code = path.charCodeAt(i);
      if (code !== 37) {
        decoded += path[i];
        continue;
      }
      const high = hex(path.charCodeAt(i + 1));
      const low = hex(path.charCodeAt(i + 2));
      if (high < 0 || low < 0 || high + low === 0) return null;
      decoded += String.fromCharCode(high * 16 + low);
      i += 2;
    }
  }
  const segments: string[] = [];
  const all = decoded.split("/");
  let folder = false;
  for (const segment of all) {
    folder = segment === "" || segment === "." || segment === "..";
    if (!folder) segments.push(segment);
    else if (segment === ".." && segments.pop() === undefined) return null;
  }
  if (segments.length === 0) return "/";
  return `/${segments.join("/")}${folder ? "/" : ""}`;
}

const escaped = /[\0-\x20"#%<>?\\^`{|}\x7f-\xff]/g;

/** A normalised path (or a part of it) as it may stand in a target again. */
export function escapePath(path: string): string {
  return path.replace(escaped, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase().padStart(2, "0")}`);
}

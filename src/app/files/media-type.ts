import { lookup } from "mrmime";

/** Content type of a file by the ending of its name, `application/octet-stream` for an unknown one; text says it is UTF-8. */
export function mediaType(path: string): string {
  const name = path.slice(Math.max(path.lastIndexOf("/"), path.lastIndexOf("\\")) + 1);
  // mrmime takes a name without a dot for an ending, and looks endings up in an object with a prototype.
  const found: unknown = name.includes(".") ? lookup(name) : undefined;
  return typeof found === "string" ? withCharset(found) : "application/octet-stream";
}

/** Starlette's rule: `; charset=utf-8` for `text/*` that names none. */
export function withCharset(type: string): string {
  return type.startsWith("text/") && !type.toLowerCase().includes("charset=") ? `${type}; charset=utf-8` : type;
}

import type { Exchange } from "../core/exchange.ts";

/**
 * Where to send a client whose path matched nothing but would with (or without) the slash at its end; undefined if that
 * form does not exist either. Absolute, as FastAPI's, with the query kept, and with what stands before the app's own paths: its mount,
 * or what a proxy cut off (uvicorn's `--root-path`).
 *
 * A path may start with `//host` or `/\host`, which a browser would take for another host: so the authority is always
 * named, and where there is none (HTTP/1.0) the path is cut to one leading slash.
 */
export function slashRedirect(
  exchange: Exchange,
  exists: (path: string) => boolean,
  rootPath: string = exchange.rootPath ?? "",
): string | undefined {
  const { path, scheme, authority, query } = exchange;
  if (!path.startsWith("/") || path === "/") return undefined;
  const other = path.endsWith("/") ? withoutSlashes(path) : `${path}/`;
  if (!exists(other)) return undefined;
  const whole = rootPath + other;
  const safe = (authority === "" ? whole.replace(/^\/+/, "/") : whole).replaceAll("\\", "%5C");
  const origin = authority === "" ? "" : `${scheme}://${authority}`;
  return origin + safe + (query === "" ? "" : `?${query}`);
}

/** A loop, because `/\/+$/` takes quadratic time on many slashes that are not at the end. */
function withoutSlashes(path: string): string {
  let end = path.length;
  while (end > 0 && path.charCodeAt(end - 1) === 0x2f) end--;
  return path.slice(0, end);
}

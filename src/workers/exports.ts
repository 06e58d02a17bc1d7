import { UsageError } from "../core/errors.ts";

/** What a module offers, by name; of a CommonJS module also what `module.exports` holds. */
function offered(namespace: { readonly [name: string]: unknown }): Map<string, unknown> {
  const found = new Map<string, unknown>();
  const inner = namespace.default;
  if (typeof inner === "object" && inner !== null && Object.getPrototypeOf(inner) === Object.prototype) {
    for (const [name, value] of Object.entries(inner)) found.set(name, value);
  }
  for (const [name, value] of Object.entries(namespace)) {
    if (name !== "__esModule" && name !== "module.exports") found.set(name, value);
  }
  return found;
}

/**
 * Chooses what of a module to serve: the named export, else `app`, `default`, `handler`, or the only one; with `factory` what
 * that function returns (or resolves to).
 * @throws UsageError that names what the module does export.
 */
export async function pickExport(
  namespace: { readonly [name: string]: unknown },
  source: string,
  name: string | undefined,
  factory: boolean,
): Promise<unknown> {
  const exports = offered(namespace);
  const names = [...exports.keys()];
  const list = names.length === 0 ? "it exports nothing" : `it exports ${names.join(", ")}`;
  const usual = ["app", "default", "handler", ...(factory ? ["createApp"] : [])];
  const chosen = name ?? usual.find((word) => exports.has(word)) ?? (names.length === 1 ? names[0] : undefined);
  if (chosen === undefined) {
    throw new UsageError(`${source} has no export app or default (${list}); name it: ${source}:<export>`);
  }
  if (!exports.has(chosen)) throw new UsageError(`${source} has no export ${chosen} (${list})`);
  const value = exports.get(chosen);
  if (!factory) return value;
  if (typeof value !== "function") {
    throw new UsageError(
      `${source}: --factory wants a function, but ${chosen} is ${value === null ? "null" : typeof value}`,
    );
  }
  return await (value as () => unknown)();
}

import { HTTPError } from "./http-error.ts";

const none: { readonly [name: string]: string } = Object.freeze({});

/**
 * The parameters of a path by name, decoded one by one.
 * @throws HTTPError 400 for a value whose percent-encoding is malformed or not UTF-8.
 */
export function pathValues(names: readonly string[], values: readonly string[]): { readonly [name: string]: string } {
  if (values.length === 0) return none;
  const path: { [name: string]: string } = {};
  for (let i = 0; i < names.length; i++) {
    const raw = values[i];
    try {
      path[names[i]] = raw.includes("%") ? decodeURIComponent(raw) : raw;
    } catch {
      throw new HTTPError(400, `The path parameter ${names[i]} is not valid percent-encoded UTF-8`);
    }
  }
  return path;
}

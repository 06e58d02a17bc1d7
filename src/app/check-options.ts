import { token } from "../core/token.ts";
import { unknownOption } from "./unknown-option.ts";

/**
 * Checks the names of options and that those which must be there are.
 * @throws TypeError that names the option. `what` begins the message.
 */
export function checkOptions(
  what: string,
  options: unknown,
  known: readonly string[],
  required: readonly string[] = [],
): void {
  if (typeof options !== "object" || options === null) throw new TypeError(`${what}: the options are not an object`);
  for (const name of Object.keys(options)) {
    if (!known.includes(name)) throw unknownOption(what, name, known);
  }
  for (const name of required) {
    if ((options as { readonly [name: string]: unknown })[name] === undefined) {
      throw new TypeError(`${what}: the option "${name}" is missing`);
    }
  }
}

/** @throws TypeError unless `value` is undefined or a number of at least `least`. */
export function checkNumber(what: string, value: number | undefined, least: number): void {
  if (value === undefined || (Number.isFinite(value) && value >= least)) return;
  throw new TypeError(`${what} is a number, ${least} or more, not ${value}`);
}

/** @throws TypeError unless `name` can be that of a header field: a wrong one would fail each request instead. */
export function checkFieldName(what: string, name: unknown): void {
  if (typeof name === "string" && token.test(name)) return;
  throw new TypeError(`${what} is the name of a header field, not ${JSON.stringify(name)}`);
}

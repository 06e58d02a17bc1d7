/** What the message says of a value that its module has not made yet. */
export const notMadeYet = "is undefined: do its module and this one import each other?";

/**
 * An option that is there and undefined is what modules see of each other that import each other: text that is never checked, an
 * answer that is never filtered, a guard that never runs. Who wants none leaves it out.
 * @throws TypeError that names the option. `what` begins the message.
 */
export function checkGiven(what: string, options: object, names: readonly string[]): void {
  for (const name of names) {
    if (Object.hasOwn(options, name) && (options as { readonly [name: string]: unknown })[name] === undefined) {
      throw new TypeError(`${what}: ${name} ${notMadeYet}`);
    }
  }
}

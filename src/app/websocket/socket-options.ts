import { token } from "../../core/token.ts";
import { isSchema } from "../schema/schema.ts";

/** Names of the options of WebSocket routes. */
export const socketOptions: ReadonlySet<string> = new Set([
  "path",
  "query",
  "headers",
  "cookies",
  "use",
  "name",
  "receive",
  "send",
  "protocols",
  "origins",
  "maxMessageBytes",
]);

/** @throws TypeError for an option of the wrong kind. `title` begins the message. */
export function checkSocketOptions(title: string, options: { readonly [name: string]: unknown }): void {
  for (const name of ["receive", "send"]) {
    if (options[name] !== undefined && !isSchema(options[name]))
      throw new TypeError(`${title}: ${name} is not a schema`);
  }
  const { protocols = [], origins = [], maxMessageBytes = 1 } = options;
  if (!isListOf(protocols, token)) {
    throw new TypeError(`${title}: protocols is not a list of sub-protocol names (RFC 9110 tokens)`);
  }
  // A browser sends it so: scheme, host and port, no path.
  if (!isListOf(origins, /^[a-zA-Z][a-zA-Z0-9+.-]*:\/\/[^/?#@\s]+$/)) {
    throw new TypeError(`${title}: origins is not a list of origins like "https://example.com"`);
  }
  if (!Number.isSafeInteger(maxMessageBytes) || (maxMessageBytes as number) < 1) {
    throw new TypeError(`${title}: maxMessageBytes is a number of bytes, 1 or more`);
  }
}

function isListOf(value: unknown, pattern: RegExp): value is readonly string[] {
  return Array.isArray(value) && value.every((item) => typeof item === "string" && pattern.test(item));
}

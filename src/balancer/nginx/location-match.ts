import { UsageError } from "../../core/errors.ts";
import type { LocationMatch, Position } from "../config/model.ts";
import { asBytes } from "./bytes.ts";
import type { Use } from "./directive.ts";
import { placeText } from "./lexer.ts";

/**
 * A PCRE pattern as a RegExp. What JavaScript cannot express is refused by its own compiler; `(?i)` in front is understood.
 * @throws UsageError with the compiler's message.
 */
export function compileRegex(pattern: string, ignoreCase: boolean, position: Position): RegExp {
  let source = asBytes(pattern).replaceAll("(?P<", "(?<");
  if (source.startsWith("(?i)")) {
    ignoreCase = true;
    source = source.slice(4);
  }
  try {
    return new RegExp(source, ignoreCase ? "i" : "");
  } catch (error) {
    throw new UsageError((error as Error).message, placeText(position));
  }
}

/** Arguments of a `location`. */
export function parseMatch(use: Use): LocationMatch {
  const [first, second] = use.args;
  if (second !== undefined) {
    switch (first.text) {
      case "=":
        return { kind: "exact", path: asBytes(second.text) };
      case "^~":
        return { kind: "prefix", path: asBytes(second.text), final: true };
      case "~":
      case "~*":
        return { kind: "regex", regex: compileRegex(second.text, first.text === "~*", second.position) };
      default:
        return use.fail(`invalid location modifier "${first.text}"`, first.position);
    }
  }
  const { text } = first;
  // nginx takes the modifier written together with the path, too.
  if (text.startsWith("@")) return use.fail("named locations are not supported yet", first.position);
  if (text.startsWith("=")) return { kind: "exact", path: asBytes(text.slice(1)) };
  if (text.startsWith("^~")) return { kind: "prefix", path: asBytes(text.slice(2)), final: true };
  if (text.startsWith("~*")) return { kind: "regex", regex: compileRegex(text.slice(2), true, first.position) };
  if (text.startsWith("~")) return { kind: "regex", regex: compileRegex(text.slice(1), false, first.position) };
  return { kind: "prefix", path: asBytes(text), final: false };
}

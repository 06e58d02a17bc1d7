import type { Description } from "../schema/node.ts";
import type { Origin, Read } from "./problem.ts";

/** Passes values on as they are: coercion comes with the reader itself. */
export function compileReader(_description: Description, _origin: Origin): Read {
  return (value) => value;
}

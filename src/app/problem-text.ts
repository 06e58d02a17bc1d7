import { JsonError, toJson } from "./json.ts";
import type { Problem } from "./reader/problem.ts";

/**
 * Most characters of inputs that a 422 gives back; the problems after that come without `input`. Each missing field repeats the
 * object around it: without a bound a body of 1 MB could be answered with 20.
 */
const maxInputCharacters = 256 * 1024;

/** The body of a 422. */
export function problemText(problems: readonly Problem[]): string {
  const known = new Map<unknown, string>();
  let left = maxInputCharacters;
  let text = "";
  for (const { type, loc, msg, input, ctx } of problems) {
    let json: string | undefined;
    if (left > 0) {
      json = known.get(input);
      if (json === undefined) known.set(input, (json = inputText(input)));
      left -= json.length;
    }
    text += `${text === "" ? "" : ","}{"type":${JSON.stringify(type)},"loc":${JSON.stringify(loc)},"msg":${JSON.stringify(msg)}`;
    if (json !== undefined && left >= 0) text += `,"input":${json}`;
    text += ctx === undefined ? "}" : `,"ctx":${toJson(ctx)}}`;
  }
  return `{"detail":[${text}]}`;
}

/** An input goes back as JSON where it can: a file is named, and what JSON lacks is text. */
function inputText(input: unknown): string {
  try {
    return toJson(input);
  } catch (error) {
    if (!(error instanceof JsonError)) throw error;
    return toJson(input instanceof File ? { filename: input.name } : String(input));
  }
}

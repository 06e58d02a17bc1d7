import type { Problem } from "../../src/app/reader/problem.ts";

/** Where we answer otherwise than Pydantic, and why. `ours` and `theirs` are what one of them reports and the other does not. */
export interface Difference {
  readonly name: string;
  readonly why: string;
  readonly explains: (ours: Problem | undefined, theirs: Problem | undefined) => boolean;
}

const reason = (problem: Problem | undefined): string => String(problem?.ctx?.reason ?? "");

export const differences: readonly Difference[] = [
  {
    name: "unsafe-integer",
    why: "An integer beyond 2^53 would become another number; a schema of native bigint takes it.",
    explains: (ours) => ours?.type === "int_parsing_size",
  },
  {
    name: "inner-minus",
    why: "Pydantic reads `0-1` as -1: its clean-up of leading zeros leaves `-1`.",
    explains: (ours) => ours?.type === "int_parsing" && /^[^1-9]*0[0_]*-/.test(String(ours.input)),
  },
  {
    name: "e-mail-words",
    why: "The platform's URL says that a name is no IDNA, not why; and Python's words for a wrong IP address are not copied.",
    explains: (ours, theirs) =>
      ours?.type === "value_error" &&
      theirs?.type === "value_error" &&
      /IDNA|\(Label|in brackets|is invalid \(|after normaliz/.test(reason(theirs)),
  },
];

import type { Problem } from "../problem.ts";
import { report } from "../problems.ts";
import { fitAtMost, lax, type Step } from "../step.ts";
import { readAddress } from "./address.ts";
import { AddressFault } from "./characters.ts";
import { specialNames } from "./domain.ts";

/** What nearly every address is: nothing in it is quoted, is of IDNA, or has a length near a limit. */
const usual = /^[a-zA-Z0-9_+-]+(?:\.[a-zA-Z0-9_+-]+)*@(?:[a-zA-Z0-9]+(?:-[a-zA-Z0-9]+)*\.)+([a-zA-Z]{2,})$/;
const longestUsual = 63;

function isUsual(text: string): boolean {
  const name = text.length <= longestUsual ? usual.exec(text)?.[1] : undefined;
  return name !== undefined && !specialNames.includes(name.toLowerCase());
}

function reportFault(
  problems: Problem[],
  loc: readonly (string | number)[],
  input: unknown,
  reason: string,
): undefined {
  const msg = `value is not a valid email address: ${reason}`;
  problems.push({ type: "value_error", loc: [...loc], msg, input, ctx: { reason } });
  return undefined;
}

/** E-mail addresses. One alone goes on as it is; one with spaces or a name around it as the address alone. */
export const emailStep: Step = (value, loc, problems) => {
  if (typeof value !== "string") return report(problems, "string_type", loc, value);
  if (isUsual(value)) return value;
  try {
    const address = readAddress(value);
    if (address.toLowerCase() === value.toLowerCase()) return value;
    fitAtMost(lax);
    return address;
  } catch (error) {
    if (error instanceof AddressFault) return reportFault(problems, loc, value, error.message);
    throw error;
  }
};

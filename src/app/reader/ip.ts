import { report } from "./problems.ts";
import { fitAtMost, lax, type Step } from "./step.ts";

/** Four decimal numbers up to 255, none with a leading zero. */
function isV4(text: string): boolean {
  const parts = text.split(".");
  return parts.length === 4 && parts.every((part) => /^(?:0|[1-9]\d{0,2})$/.test(part) && Number(part) < 256);
}

/** Longest text that is an address: eight groups, or six and an IPv4 address. The zone after it is bounded too. */
const longestV6 = 45;
const longestZone = 64;

/** Groups of up to four hexadecimal digits, one `::` for those left out, an IPv4 address in the place of the last two. */
function isV6(text: string): boolean {
  const percent = text.indexOf("%");
  const zone = percent === -1 ? undefined : text.slice(percent + 1);
  if (zone !== undefined && (zone === "" || zone.length > longestZone || /[%/]/.test(zone))) return false;
  let address = percent === -1 ? text : text.slice(0, percent);
  if (address.length > longestV6) return false;
  const last = address.slice(address.lastIndexOf(":") + 1);
  if (last.includes(".")) {
    if (!isV4(last)) return false;
    address = `${address.slice(0, -last.length)}0:0`;
  }
  const halves = address.split("::");
  if (halves.length > 2 || !address.includes(":")) return false;
  const groups = halves.flatMap((half) => (half === "" ? [] : half.split(":")));
  if (!groups.every((group) => /^[0-9a-fA-F]{1,4}$/.test(group))) return false;
  return halves.length === 2 ? groups.length < 8 : groups.length === 8;
}

const maxV4 = 2 ** 32 - 1;

/** IPv4 addresses: text, or the number that the four bytes make. */
export const ipv4Step: Step = (value, loc, problems) => {
  fitAtMost(lax);
  if (typeof value === "string" && isV4(value)) return value;
  const number = typeof value === "number" || typeof value === "boolean" ? Number(value) : Number.NaN;
  if (!Number.isInteger(number) || number < 0 || number > maxV4) return report(problems, "ip_v4_address", loc, value);
  return [24, 16, 8, 0].map((shift) => (number >>> shift) & 255).join(".");
};

/** The address that a number stands for. A safe integer fills the last four groups at most. */
function v6OfNumber(number: number): string | undefined {
  if (!Number.isSafeInteger(number) || number < 0) return undefined;
  const digits = number.toString(16).padStart(16, "0");
  const groups = [0, 4, 8, 12].map((start) => Number.parseInt(digits.slice(start, start + 4), 16).toString(16));
  const first = groups.findIndex((group) => group !== "0");
  return first === -1 ? "::" : `::${groups.slice(first).join(":")}`;
}

/** IPv6 addresses: text, or a number. */
export const ipv6Step: Step = (value, loc, problems) => {
  fitAtMost(lax);
  if (typeof value === "string" && isV6(value)) return value;
  const number = typeof value === "number" || typeof value === "boolean" ? Number(value) : Number.NaN;
  return v6OfNumber(number) ?? report(problems, "ip_v6_address", loc, value);
};

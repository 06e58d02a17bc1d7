import type { Coding } from "./platform/platform.ts";

/** One member of an Accept or Accept-Encoding list. */
interface Weighted {
  /** Lower case, without parameters. */
  readonly value: string;
  /** 0 to 1; 1 if none is given or it cannot be read. */
  readonly quality: number;
}

function weighted(header: string): Weighted[] {
  return header.split(",").map((member) => {
    const [value, ...parameters] = member.split(";");
    let quality = 1;
    for (const parameter of parameters) {
      const [name, text = ""] = parameter.split("=", 2);
      if (name.trim().toLowerCase() !== "q") continue;
      const number = Number(text.trim() || Number.NaN);
      if (number >= 0 && number <= 1) quality = number;
    }
    return { value: value.trim().toLowerCase(), quality };
  });
}

/**
 * The coding to send out of those `available` (best first): the one the client gives the greatest weight, of equal ones the
 * first; null where it would rather have the bytes as they are, or says nothing (RFC 9110 section 12.5.3).
 */
export function chooseCoding(header: string | undefined, available: readonly Coding[]): Coding | null {
  if (header === undefined) return null;
  const weights = new Map<string, number>();
  for (const { value, quality } of weighted(header)) weights.set(value === "x-gzip" ? "gzip" : value, quality);
  const any = weights.get("*") ?? 0;
  let best: Coding | null = null;
  // What the client explicitly prefers as it is beats a coding it only tolerates.
  let bestWeight = weights.get("identity") ?? 0;
  for (const coding of available) {
    const weight = weights.get(coding) ?? any;
    if (weight > 0 && (weight > bestWeight || (best === null && weight === bestWeight))) {
      best = coding;
      bestWeight = weight;
    }
  }
  return best;
}

/** Whether the client asks for a page in so many words, as a browser does that navigates: a wildcard does not count. */
export function asksForPage(accept: string | undefined): boolean {
  if (accept === undefined) return false;
  return weighted(accept).some(
    ({ value, quality }) => (value === "text/html" || value === "application/xhtml+xml") && quality !== 0,
  );
}

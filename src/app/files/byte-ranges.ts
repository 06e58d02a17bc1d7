/** Bytes `start` to `end` (exclusive) of a file. */
export interface ByteRange {
  readonly start: number;
  readonly end: number;
}

/** What a Range field asks of a file. */
export type RangeAnswer =
  /** These, ascending, apart from each other, none empty. */
  | { readonly kind: "ranges"; readonly ranges: readonly ByteRange[] }
  /** Send the whole file. */
  | { readonly kind: "ignored" }
  /** 416. */
  | { readonly kind: "unsatisfiable" }
  /** 400 with this text. */
  | { readonly kind: "malformed"; readonly message: string };

/**
 * Most ranges one request may name, Apache's default. RFC 9110 section 14.2 lets a server ignore a field with "many small
 * ranges": each costs a read and some 100 bytes of part header, so that kilobytes of Range would ask for megabytes.
 */
const maxRanges = 200;

/**
 * Reads a Range field for a file of `size` bytes the way Starlette's FileResponse does, its texts included: pieces that are
 * no range are skipped, one range beyond the file makes all unsatisfiable, overlapping and touching ones are merged.
 */
export function parseRange(field: string, size: number): RangeAnswer {
  const equals = field.indexOf("=");
  if (equals === -1) return malformed("Malformed range header.");
  if (field.slice(0, equals).trim().toLowerCase() !== "bytes") return malformed("Only support bytes range");
  const ranges: ByteRange[] = [];
  for (const piece of field.slice(equals + 1).split(",", maxRanges + 1)) {
    const range = parsePiece(piece, size);
    if (range !== undefined) ranges.push(range);
  }
  if (ranges.length > maxRanges) return { kind: "ignored" };
  if (ranges.length === 0) return malformed("Range header: range must be requested");
  if (ranges.some(({ start }) => start >= size)) return { kind: "unsatisfiable" };
  if (ranges.some(({ start, end }) => start >= end)) return malformed("Range header: start must be less than end");
  return { kind: "ranges", ranges: merged(ranges) };
}

function malformed(message: string): RangeAnswer {
  return { kind: "malformed", message };
}

function parsePiece(piece: string, size: number): ByteRange | undefined {
  const dash = piece.indexOf("-");
  if (dash === -1) return undefined;
  const first = piece.slice(0, dash).trim();
  const last = piece.slice(dash + 1).trim();
  if (!/^\d*$/.test(first) || !/^\d*$/.test(last)) return undefined;
  if (first === "") {
    if (last === "") return undefined;
    return { start: Math.max(size - Number(last), 0), end: size };
  }
  // A number too large to be exact is beyond any file.
  return { start: Number(first), end: last === "" ? size : Math.min(Number(last) + 1, size) };
}

function merged(ranges: ByteRange[]): ByteRange[] {
  ranges.sort((a, b) => a.start - b.start || a.end - b.end);
  const result = [ranges[0]];
  for (const { start, end } of ranges.slice(1)) {
    const before = result[result.length - 1];
    if (start > before.end) result.push({ start, end });
    else if (end > before.end) result[result.length - 1] = { start: before.start, end };
  }
  return result;
}

/** How a client is to treat a body: save it, or show it. */
export type Disposition = "attachment" | "inline";

const encoder = new TextEncoder();
/** RFC 3986's unreserved characters and `/`: what Python's `quote`, and so Starlette, leaves as it is. */
const plain = /^[A-Za-z0-9_.~/-]*$/;

/**
 * A Content-Disposition (RFC 6266): `filename` in quotes if it is plain, else only as `filename*` in UTF-8 (RFC 8187), as
 * Starlette sends it. Nothing in a name can end the field or add a parameter.
 */
export function contentDisposition(type: Disposition, filename: string | undefined): string {
  if (filename === undefined) return type;
  if (plain.test(filename)) return `${type}; filename="${filename}"`;
  let quoted = "";
  for (const byte of encoder.encode(filename)) {
    const character = String.fromCharCode(byte);
    quoted += plain.test(character) ? character : `%${byte.toString(16).toUpperCase().padStart(2, "0")}`;
  }
  return `${type}; filename*=utf-8''${quoted}`;
}

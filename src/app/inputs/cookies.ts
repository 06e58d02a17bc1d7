/**
 * The cookies of a `Cookie` field, read as Starlette does: pieces between `;`, one without `=` has the empty name, of equal
 * names the last wins, a value in double quotes is unquoted like Python's `http.cookies` (`\054` is an octal byte, `\"` a
 * quote). Nothing is percent-decoded. `header` is undefined where there is no such field.
 */
export function parseCookies(header: string | undefined): Map<string, string> {
  const cookies = new Map<string, string>();
  if (header === undefined) return cookies;
  for (const piece of header.split(";")) {
    const equals = piece.indexOf("=");
    const name = trimmed(equals === -1 ? "" : piece.slice(0, equals));
    const value = trimmed(piece.slice(equals + 1));
    if (name !== "" || value !== "") cookies.set(name, unquoted(value));
  }
  return cookies;
}

/** Without the spaces and tabs around it. Not `trim()`: that takes 0xA0 too, which may be half of a UTF-8 character here. */
function trimmed(text: string): string {
  let start = 0;
  let end = text.length;
  while (start < end && isBlank(text.charCodeAt(start))) start++;
  while (end > start && isBlank(text.charCodeAt(end - 1))) end--;
  return text.slice(start, end);
}

function isBlank(code: number): boolean {
  return code === 0x20 || code === 0x09;
}

function unquoted(value: string): string {
  if (value.length < 2 || value[0] !== '"' || value[value.length - 1] !== '"') return value;
  const inner = value.slice(1, -1);
  if (!inner.includes("\\")) return inner;
  return inner.replace(/\\(?:([0-3][0-7][0-7])|(.))/g, (_, octal: string | undefined, character: string) =>
    octal === undefined ? character : String.fromCharCode(Number.parseInt(octal, 8)),
  );
}

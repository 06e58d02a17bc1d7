/** Python's way to write and to trim values, where messages show them. */

/** White_Space of Unicode, which Rust's `trim` strips. JavaScript's `trim` also takes U+FEFF, and not U+0085. */
function isSpace(code: number): boolean {
  if (code <= 0x20) return code === 0x20 || (code >= 0x09 && code <= 0x0d);
  if (code < 0x1680) return code === 0x85 || code === 0xa0;
  if (code === 0x1680 || (code >= 0x2000 && code <= 0x200a)) return true;
  return code === 0x2028 || code === 0x2029 || code === 0x202f || code === 0x205f || code === 0x3000;
}

export function trimSpace(text: string): string {
  let start = 0;
  let end = text.length;
  while (start < end && isSpace(text.charCodeAt(start))) start += 1;
  while (end > start && isSpace(text.charCodeAt(end - 1))) end -= 1;
  return end - start === text.length ? text : text.slice(start, end);
}

const escapes: { readonly [character: string]: string } = { "\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t" };

function escapedCharacter(character: string): string {
  if (Object.hasOwn(escapes, character)) return escapes[character];
  const code = character.codePointAt(0) ?? 0;
  if (code < 0x100) return `\\x${code.toString(16).padStart(2, "0")}`;
  return code < 0x10000 ? `\\u${code.toString(16).padStart(4, "0")}` : `\\U${code.toString(16).padStart(8, "0")}`;
}

function reprText(text: string): string {
  const quote = text.includes("'") && !text.includes('"') ? '"' : "'";
  const inner = text.replace(/[\\\p{C}\p{Zl}\p{Zp}]|(?! )\p{Zs}/gu, escapedCharacter);
  return quote + (quote === "'" ? inner.replaceAll("'", "\\'") : inner) + quote;
}

/** Levels that a message shows. A client chooses how deep its values are. */
const shownLevels = 20;

/** Python's `repr` of a JSON value. */
export function repr(value: unknown, levels: number = shownLevels): string {
  if (typeof value === "string") return reprText(value);
  if (value === null || value === undefined) return "None";
  if (value === true) return "True";
  if (value === false) return "False";
  if (typeof value !== "object") return String(value);
  if (levels === 0) return "...";
  if (Array.isArray(value)) return `[${value.map((item) => repr(item, levels - 1)).join(", ")}]`;
  const entries = Object.entries(value).map(([key, item]) => `${repr(key)}: ${repr(item, levels - 1)}`);
  return `{${entries.join(", ")}}`;
}

/** Python's `str` of a JSON value. */
export function str(value: unknown): string {
  return typeof value === "string" ? value : repr(value);
}

/** `'a', 'b' or 'c'`: the values that something may have. */
export function expected(values: readonly unknown[]): string {
  const shown = values.map((value) => repr(value));
  const last = shown.pop() ?? "";
  return shown.length === 0 ? last : `${shown.join(", ")} or ${last}`;
}

/** The name of a value's Python type. */
export function typeName(value: unknown): string {
  if (value === null || value === undefined) return "NoneType";
  if (Array.isArray(value)) return "list";
  if (typeof value === "boolean") return "bool";
  if (typeof value === "number") return Number.isInteger(value) ? "int" : "float";
  if (typeof value === "bigint") return "int";
  return typeof value === "string" ? "str" : "dict";
}

/** One member of an object type. */
export interface Member {
  readonly key: string;
  readonly optional: boolean;
  readonly type: string;
  /** Lines above it. */
  readonly comment?: readonly string[];
}

/** A property's name as TypeScript has it. */
export function keyOf(name: string): string {
  return /^[A-Za-z_$][\w$]*$/.test(name) || /^(0|[1-9]\d*)$/.test(name) ? name : JSON.stringify(name);
}

/** An object type, one member a line. Nested types come indented and are moved in. */
export function objectType(members: readonly Member[], extra: readonly string[] = []): string {
  if (members.length + extra.length === 0) return "{}";
  const lines = members.flatMap(({ key, optional, type, comment = [] }) => [
    ...commentLines(comment),
    `${key}${optional ? "?" : ""}: ${type};`,
  ]);
  return `{\n${indented([...lines, ...extra.map((line) => `${line};`)].join("\n"))}\n}`;
}

/** A type within a larger one: a union or intersection in brackets. */
export function grouped(type: string): string {
  return isCompound(type) ? `(${type})` : type;
}

/** Whether an operator stands at the top of a type, not within brackets or a text. */
function isCompound(type: string): boolean {
  let depth = 0;
  let isText = false;
  for (let at = 0; at < type.length; at++) {
    const character = type[at];
    if (isText) {
      if (character === "\\") at++;
      else if (character === '"') isText = false;
    } else if (character === '"') isText = true;
    else if ("{[(<".includes(character)) depth++;
    else if ("}])>".includes(character)) depth--;
    else if (depth === 0 && (character === "|" || character === "&")) return true;
  }
  return false;
}

/** A union without repetitions; `unknown` swallows the others. */
export function unionType(types: readonly string[]): string {
  const unique = [...new Set(types)];
  if (unique.includes("unknown")) return "unknown";
  const some = unique.filter((type) => type !== "never");
  return some.length === 0 ? "never" : some.join(" | ");
}

export function intersectionType(types: readonly string[]): string {
  const some = [...new Set(types)].filter((type) => type !== "unknown");
  if (some.length <= 1) return some[0] ?? "unknown";
  return some.map(grouped).join(" & ");
}

function indented(text: string): string {
  return text.replace(/^(?=.)/gm, "  ");
}

/** A doc comment. What would end it is broken up. */
function commentLines(lines: readonly string[]): string[] {
  const clean = lines
    .flatMap((line) => line.split(/[\r\n\u2028\u2029]+/))
    .map((line) => line.replaceAll("*/", "*\\/").trimEnd());
  if (clean.length === 0) return [];
  if (clean.length === 1) return [`/** ${clean[0]} */`];
  return ["/**", ...clean.map((line) => ` * ${line}`.trimEnd()), " */"];
}

import { UsageError } from "../../core/errors.ts";
import type { RequestView, Template, Variable } from "../config/request-view.ts";
import { findVariable } from "./variables.ts";

/** What may not stand in a field value (RFC 9110 section 5.5). */
const control = /[\0-\x08\x0a-\x1f\x7f]/;

function encodeControls(text: string): string {
  const encode = (char: string): string => `%${char.charCodeAt(0).toString(16).padStart(2, "0").toUpperCase()}`;
  return text.replace(/[\0-\x08\x0a-\x1f\x7f]/g, encode);
}

class CompiledTemplate implements Template {
  readonly source: string;
  readonly parts: readonly (string | Variable)[];
  readonly constant: string | null;

  constructor(source: string, parts: readonly (string | Variable)[]) {
    this.source = source;
    this.parts = parts;
    this.constant = parts.every((part) => typeof part === "string") ? parts.join("") : null;
  }

  render(view: RequestView): string {
    if (this.constant !== null) return this.constant;
    let text = "";
    for (let i = 0; i < this.parts.length; i++) {
      const part = this.parts[i];
      if (typeof part === "string") {
        text += part;
        continue;
      }
      const value = part.value(view) ?? "";
      text += control.test(value) ? encodeControls(value) : value;
    }
    return text;
  }
}

/** Whether the text as written holds what may not stand in a field value; a variable never brings it. */
export function breaksField(template: Template): boolean {
  return template.parts.some((part) => typeof part === "string" && control.test(part));
}

/**
 * Compiles `text $name ${name}text`. `where` is the `file:line:column` for the error, `own` the variables that the
 * configuration defines.
 * @throws UsageError on an unknown variable or a `$` with nothing after it.
 */
export function compileTemplate(
  source: string,
  where?: string,
  own: ReadonlyMap<string, Variable> = new Map(),
): Template {
  const parts: (string | Variable)[] = [];
  const pattern = /\$(?:\{([A-Za-z0-9_]*)(\}?)|([A-Za-z0-9_]*))/g;
  let at = 0;
  for (let match = pattern.exec(source); match !== null; match = pattern.exec(source)) {
    const name = match[1] ?? match[3];
    if (name === "") throw new UsageError("invalid variable name", where);
    if (match[1] !== undefined && match[2] === "") {
      throw new UsageError(`the closing bracket in "${name}" variable is missing`, where);
    }
    const variable = own.get(name) ?? findVariable(name, where, own.keys());
    if (match.index > at) parts.push(source.slice(at, match.index));
    parts.push(variable);
    at = match.index + match[0].length;
  }
  if (at < source.length) parts.push(source.slice(at));
  return new CompiledTemplate(source, parts);
}

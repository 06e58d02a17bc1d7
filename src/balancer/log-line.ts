import type { LogFormat } from "./config/model.ts";
import type { RequestView } from "./config/request-view.ts";

const unsafeText = /["\\\0-\x1f\x7f-\uffff]/;
const unsafeJson = /["\\\0-\x1f]/;
const unsafeLine = /[\0\r\n]/;

const hex = (char: string): string => char.charCodeAt(0).toString(16).toUpperCase().padStart(2, "0");

/** nginx's `escape=default`: what could end the field or the line, and what is not ASCII, as `\xXX`. */
export function escapeText(value: string): string {
  if (!unsafeText.test(value)) return value;
  return value.replace(/["\\\0-\x1f\x7f-\uffff]/g, (char) => `\\x${hex(char)}`);
}

const jsonEscapes: { readonly [char: string]: string } = {
  '"': '\\"',
  "\\": "\\\\",
  "\n": "\\n",
  "\r": "\\r",
  "\t": "\\t",
  "\b": "\\b",
  "\f": "\\f",
};

/** `escape=json`: inside of a JSON string; bytes from 0x80 stay, they are UTF-8 in all likelihood. */
export function escapeJson(value: string): string {
  if (!unsafeJson.test(value)) return value;
  return value.replace(/["\\\0-\x1f]/g, (char) => jsonEscapes[char] ?? `\\u00${hex(char)}`);
}

/** `escape=none` still keeps a request on one line. */
function escapeNone(value: string): string {
  return unsafeLine.test(value) ? value.replace(/[\0\r\n]/g, (char) => `\\x${hex(char)}`) : value;
}

/** Makes the line of a request, without its end. No value can end the line or (but with `none`) leave its field. */
export type LogLine = (view: RequestView) => string;

/** Compiles a format. A variable without a value is `-`; with `json` and `none` it is empty. */
export function compileLogLine({ template, escape: escaping }: LogFormat): LogLine {
  const { parts } = template;
  const escapeValue = escaping === "default" ? escapeText : escaping === "json" ? escapeJson : escapeNone;
  const missing = escaping === "default" ? "-" : "";
  return (view) => {
    let line = "";
    for (let i = 0; i < parts.length; i++) {
      const part = parts[i];
      if (typeof part === "string") line += part;
      else {
        const value = part.value(view);
        line += value === undefined ? missing : escapeValue(value);
      }
    }
    return line;
  };
}

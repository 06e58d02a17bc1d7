import type { Directive } from "./parser.ts";

const plain = /^[^\s;{}"'#\\$][^\s;{}"'\\$]*$/;

/** A word as it must be written to be read back the same. */
export function printWord(text: string): string {
  if (plain.test(text)) return text;
  // A backslash before any other character stays in the word, so doubling is needed only where it would be consumed.
  return `"${text.replace(/[\\"\t\r]/g, (char) => (char === "\t" ? "\\t" : char === "\r" ? "\\r" : `\\${char}`))}"`;
}

/** Directives as nginx.conf text. */
export function printConfig(directives: readonly Directive[], indent = ""): string {
  let text = "";
  for (const { name, args, block } of directives) {
    text += indent + [name, ...args.map((arg) => arg.text)].map(printWord).join(" ");
    text += block === null ? ";\n" : ` {\n${printConfig(block, `${indent}    `)}${indent}}\n`;
  }
  return text;
}

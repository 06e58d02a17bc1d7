import { UsageError } from "../../core/errors.ts";
import type { Position } from "../config/model.ts";

export type Token =
  | { readonly kind: "word"; readonly text: string; readonly quoted: boolean; readonly position: Position }
  | { readonly kind: ";" | "{" | "}" | "end"; readonly position: Position };

export function placeText({ file, line, column }: Position): string {
  return `${file}:${line}:${column}`;
}

const escapes: { readonly [char: string]: string } = { t: "\t", r: "\r", n: "\n", '"': '"', "'": "'", "\\": "\\" };

/**
 * Splits nginx.conf text into words and `{ } ;` by nginx's rules: quotes mean something at the start of a word only, a
 * backslash takes the next character out of the grammar (and stays, except before quotes, itself and t r n), `#` begins a
 * comment at the start of a word only, and `${` opens no block.
 */
export class Lexer {
  readonly #text: string;
  readonly #file: string;
  #at = 0;
  #line = 1;
  #lineStart = 0;

  constructor(text: string, file: string) {
    this.#text = text.charCodeAt(0) === 0xfeff ? text.slice(1) : text;
    this.#file = file;
  }

  /** The next token; `end` for ever once the text is over. */
  next(): Token {
    this.#skip();
    const position = this.#position();
    const char = this.#text[this.#at];
    if (char === undefined) return { kind: "end", position };
    if (char === ";" || char === "{" || char === "}") {
      this.#at++;
      return { kind: char, position };
    }
    return char === '"' || char === "'" ? this.#quoted(char, position) : this.#bare(position);
  }

  #position(): Position {
    return { file: this.#file, line: this.#line, column: this.#at - this.#lineStart + 1 };
  }

  #newline(): void {
    this.#line++;
    this.#lineStart = this.#at + 1;
  }

  #skip(): void {
    for (; this.#at < this.#text.length; this.#at++) {
      const char = this.#text[this.#at];
      if (char === "\n") {
        this.#newline();
      } else if (char === "#") {
        const end = this.#text.indexOf("\n", this.#at);
        this.#at = (end === -1 ? this.#text.length : end) - 1;
      } else if (char !== " " && char !== "\t" && char !== "\r") {
        return;
      }
    }
  }

  /** The character a backslash at the current place stands for, both consumed but the last. */
  #escape(): string {
    const next = this.#text[++this.#at];
    if (next === undefined) return "\\";
    if (next === "\n") this.#newline();
    return Object.hasOwn(escapes, next) ? escapes[next] : `\\${next}`;
  }

  #quoted(quote: string, position: Position): Token {
    let text = "";
    for (this.#at++; this.#text[this.#at] !== quote; this.#at++) {
      const char = this.#text[this.#at];
      if (char === undefined) {
        throw new UsageError(`unexpected end of file, expecting closing ${quote}`, placeText(position));
      }
      if (char === "\n") this.#newline();
      text += char === "\\" ? this.#escape() : char;
    }
    this.#at++;
    const after = this.#text[this.#at];
    if (after !== undefined && !/[\s;{)]/.test(after)) {
      throw new UsageError(`unexpected "${after}"`, placeText(this.#position()));
    }
    return { kind: "word", text, quoted: true, position };
  }

  #bare(position: Position): Token {
    let text = "";
    for (; this.#at < this.#text.length; this.#at++) {
      const char = this.#text[this.#at];
      if (char === " " || char === "\t" || char === "\r" || char === "\n" || char === ";") break;
      if (char === "{") {
        if (!text.endsWith("$")) break;
      }
      text += char === "\\" ? this.#escape() : char;
    }
    return { kind: "word", text, quoted: false, position };
  }
}

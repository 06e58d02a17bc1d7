/** Where and why a text is no JSON, in the words of Python's `json`: what FastAPI's clients see. */
export interface JsonFault {
  /** Characters before it. */
  readonly position: number;
  readonly message: string;
}

const blank = /[ \t\n\r]*/y;
const number = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][-+]?\d+)?/y;
const plain = /[^"\\\x00-\x1f]*/y;

/** The fault of a text that `JSON.parse` refused. Iterative: a deep text must not end the stack. */
export function jsonFault(text: string): JsonFault {
  return new Scanner(text).fault();
}

class Scanner {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  fault(): JsonFault {
    // What encloses the current position: one closing character each.
    const open: ("]" | "}")[] = [];
    const text = this.#text;
    this.#skip(blank);
    for (;;) {
      // At the start of a value.
      const character = text[this.#at];
      if (character === "{") {
        this.#at++;
        this.#skip(blank);
        if (text[this.#at] === "}") this.#at++;
        else {
          open.push("}");
          const wrong = this.#key();
          if (wrong !== undefined) return wrong;
          continue;
        }
      } else if (character === "[") {
        this.#at++;
        this.#skip(blank);
        if (text[this.#at] === "]") this.#at++;
        else {
          open.push("]");
          continue;
        }
      } else {
        const wrong = this.#scalar();
        if (wrong !== undefined) return wrong;
      }
      // Behind a value: close what ends here, or go on to the next one.
      for (;;) {
        this.#skip(blank);
        const closing = open.at(-1);
        if (closing === undefined) return { position: this.#at, message: "Extra data" };
        const next = text[this.#at];
        if (next === closing) {
          this.#at++;
          open.pop();
          continue;
        }
        if (next !== ",") return { position: this.#at, message: "Expecting ',' delimiter" };
        const comma = this.#at++;
        this.#skip(blank);
        if (text[this.#at] === closing) {
          const what = closing === "}" ? "object" : "array";
          return { position: comma, message: `Illegal trailing comma before end of ${what}` };
        }
        if (closing === "}") {
          const wrong = this.#key();
          if (wrong !== undefined) return wrong;
        }
        break;
      }
    }
  }

  /** A property's name and its colon, up to the value. */
  #key(): JsonFault | undefined {
    if (this.#text[this.#at] !== '"') {
      return { position: this.#at, message: "Expecting property name enclosed in double quotes" };
    }
    const wrong = this.#string();
    if (wrong !== undefined) return wrong;
    this.#skip(blank);
    if (this.#text[this.#at] !== ":") return { position: this.#at, message: "Expecting ':' delimiter" };
    this.#at++;
    this.#skip(blank);
    return undefined;
  }

  #scalar(): JsonFault | undefined {
    if (this.#text[this.#at] === '"') return this.#string();
    for (const word of ["true", "false", "null"]) {
      if (this.#text.startsWith(word, this.#at)) {
        this.#at += word.length;
        return undefined;
      }
    }
    const start = this.#at;
    this.#skip(number);
    return this.#at === start ? { position: start, message: "Expecting value" } : undefined;
  }

  #string(): JsonFault | undefined {
    const start = this.#at++;
    for (;;) {
      this.#skip(plain);
      const character = this.#text[this.#at];
      if (character === undefined) return { position: start, message: "Unterminated string starting at" };
      if (character === '"') {
        this.#at++;
        return undefined;
      }
      if (character !== "\\") return { position: this.#at, message: "Invalid control character at" };
      const escaped = this.#text[this.#at + 1];
      if (escaped === undefined) return { position: start, message: "Unterminated string starting at" };
      if (escaped === "u") {
        if (!/^[0-9a-fA-F]{4}$/.test(this.#text.slice(this.#at + 2, this.#at + 6))) {
          return { position: this.#at + 1, message: "Invalid \\uXXXX escape" };
        }
        this.#at += 6;
      } else if ('"\\/bfnrt'.includes(escaped)) this.#at += 2;
      else return { position: this.#at, message: "Invalid \\escape" };
    }
  }

  #skip(pattern: RegExp): void {
    pattern.lastIndex = this.#at;
    pattern.test(this.#text);
    if (pattern.lastIndex > this.#at) this.#at = pattern.lastIndex;
  }
}

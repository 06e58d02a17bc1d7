import { UsageError } from "../../core/errors.ts";

/** What a letter after a backslash stands for, in double quotes; before any other the backslash stays. */
const escapes: ReadonlyMap<string, string> = new Map([
  ["n", "\n"],
  ["r", "\r"],
  ["t", "\t"],
  ["a", "\x07"],
  ["b", "\b"],
  ["f", "\f"],
  ["v", "\v"],
  ['"', '"'],
  ["'", "'"],
  ["\\", "\\"],
]);

/** A name, maybe after `export`; then `=`, or nothing. Sticky: used at the start of a line. */
const assignment = /[ \t]*(?:export[ \t]+)?([^\s=#'"]+)[ \t]*(=?)[ \t]*/y;
const nothing = /[ \t]*(?:#[^\n]*)?(?:\n|$)/y;
const doubleQuoted = /"((?:[^"\\]|\\[\s\S])*)"/y;
const singleQuoted = /'((?:[^'\\]|\\[\s\S])*)'/y;
const bare = /[^\n]*/y;

/**
 * Reads a `.env` file as python-dotenv does: `NAME=value` lines, `export` before them, comments, values in quotes (over several lines
 * too; `\n` and its like in double ones), `${NAME}` and `${NAME:-default}` from what stands before or `outer`. In single quotes
 * nothing is replaced, as in a shell. Of equal names the last counts.
 * @throws UsageError with file and line for a line that is none of these.
 */
export function parseDotenv(
  text: string,
  file: string,
  outer: (name: string) => string | undefined = () => undefined,
): Map<string, string> {
  return new DotenvParser(text.replace(/^\ufeff/, "").replace(/\r\n?/g, "\n"), file, outer).values();
}

/** One pass over one file. */
class DotenvParser {
  readonly #source: string;
  readonly #file: string;
  readonly #outer: (name: string) => string | undefined;
  readonly #values = new Map<string, string>();
  #at = 0;
  /** Where the line being read begins. */
  #start = 0;

  constructor(source: string, file: string, outer: (name: string) => string | undefined) {
    this.#source = source;
    this.#file = file;
    this.#outer = outer;
  }

  values(): Map<string, string> {
    while (this.#at < this.#source.length) {
      if (this.#match(nothing) !== null) continue;
      this.#start = this.#at;
      const [, name, equals] = this.#match(assignment) ?? [];
      if (name === undefined || equals !== "=") {
        throw this.#fault('the line is no NAME=value; write "#" before a comment');
      }
      this.#values.set(name, this.#value(name));
    }
    return this.#values;
  }

  #value(name: string): string {
    const quote = this.#source[this.#at];
    if (quote !== '"' && quote !== "'") {
      return this.#expanded(withoutComment((this.#match(bare) as RegExpExecArray)[0]));
    }
    const quoted = this.#match(quote === '"' ? doubleQuoted : singleQuoted);
    if (quoted === null) throw this.#fault(`${name}: the value's ${quote} has no end`);
    if (this.#match(nothing) === null) throw this.#fault(`${name}: something follows the value's closing ${quote}`);
    if (quote === "'") return quoted[1].replace(/\\([\\'])/g, "$1");
    return this.#expanded(quoted[1].replace(/\\([\s\S])/g, (whole, letter: string) => escapes.get(letter) ?? whole));
  }

  #expanded(value: string): string {
    return value.replace(/\$\{([^\s{}:]+)(?::-([^{}]*))?\}/g, (_, name: string, fallback?: string) => {
      return this.#values.get(name) ?? this.#outer(name) ?? fallback ?? "";
    });
  }

  #match(pattern: RegExp): RegExpExecArray | null {
    pattern.lastIndex = this.#at;
    const found = pattern.exec(this.#source);
    if (found !== null) this.#at = pattern.lastIndex;
    return found;
  }

  #fault(what: string): UsageError {
    const line = this.#source.slice(0, this.#start).split("\n").length;
    return new UsageError(what, `${this.#file}:${line}`);
  }
}

/** A comment begins with a `#` that has a blank before it. */
function withoutComment(value: string): string {
  const comment = /(?:^|[ \t])#/.exec(value);
  return (comment === null ? value : value.slice(0, comment.index)).trim();
}

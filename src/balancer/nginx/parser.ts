import { UsageError } from "../../core/errors.ts";
import type { Position } from "../config/model.ts";
import { Lexer, placeText } from "./lexer.ts";

export interface Word {
  readonly text: string;
  readonly position: Position;
}

/** One directive of nginx.conf: `name args… ;` or `name args… { block }`. */
export interface Directive {
  readonly name: string;
  readonly args: readonly Word[];
  readonly block: readonly Directive[] | null;
  readonly position: Position;
}

/** Deeper nesting than any real file; bounds what a hostile one makes us build. */
const maxDepth = 64;

/**
 * Parses nginx.conf text; `file` is for positions only. Says nothing about which directives exist.
 * @throws UsageError with `file:line:column`.
 */
export function parseConfig(text: string, file: string): readonly Directive[] {
  const lexer = new Lexer(text, file);
  const top: Directive[] = [];
  const open: { into: Directive[]; at: Position }[] = [];
  let into = top;
  let words: Word[] = [];
  for (;;) {
    const token = lexer.next();
    const where = placeText(token.position);
    if (token.kind === "word") {
      words.push(token);
      continue;
    }
    const [name, ...args] = words;
    switch (token.kind) {
      case ";":
        if (name === undefined) throw new UsageError('unexpected ";"', where);
        into.push({ name: name.text, args, block: null, position: name.position });
        break;
      case "{": {
        if (name === undefined) throw new UsageError('unexpected "{"', where);
        if (open.length === maxDepth) throw new UsageError(`blocks nest deeper than ${maxDepth}`, where);
        const block: Directive[] = [];
        into.push({ name: name.text, args, block, position: name.position });
        open.push({ into, at: name.position });
        into = block;
        break;
      }
      case "}": {
        if (name !== undefined) {
          throw new UsageError(`directive "${name.text}" is not terminated by ";"`, placeText(name.position));
        }
        const outer = open.pop();
        if (outer === undefined) throw new UsageError('unexpected "}"', where);
        into = outer.into;
        break;
      }
      case "end": {
        if (name !== undefined) {
          const missing = open.length === 0 ? '";" or "{"' : '";" or "}"';
          throw new UsageError(
            `unexpected end of file, expecting ${missing} after "${words[words.length - 1].text}"`,
            where,
          );
        }
        const block = open.pop();
        if (block !== undefined) {
          throw new UsageError(
            `unexpected end of file, expecting "}" for the block opened in line ${block.at.line}`,
            where,
          );
        }
        return top;
      }
    }
    words = [];
  }
}

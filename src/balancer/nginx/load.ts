import { dirname, isAbsolute, resolve } from "node:path";
import { UsageError } from "../../core/errors.ts";
import { placeText } from "./lexer.ts";
import { type Directive, parseConfig } from "./parser.ts";
import { type ConfigSource, isPattern } from "./source.ts";

/** A file that was read, for `-T`. */
export interface LoadedFile {
  readonly path: string;
  readonly text: string;
}

export interface LoadedConfig {
  readonly directives: readonly Directive[];
  /** Each file once, in the order first read. */
  readonly files: readonly LoadedFile[];
}

const maxIncludeDepth = 32;

/**
 * Reads a config file and everything it includes. A relative `include` is relative to the main file's folder, as in nginx;
 * a pattern may match nothing, a plain name must exist.
 * @throws UsageError with `file:line:column`.
 */
export function loadConfig(path: string, source: ConfigSource, text?: string): LoadedConfig {
  const base = dirname(resolve(path));
  const files: LoadedFile[] = [];

  function read(file: string, where: string | undefined, given: string | undefined): readonly Directive[] {
    let content = given;
    if (content === undefined) {
      try {
        content = source.read(file);
      } catch (error) {
        throw new UsageError(`cannot read "${file}": ${(error as Error).message}`, where);
      }
    }
    if (!files.some((known) => known.path === file)) files.push({ path: file, text: content });
    return parseConfig(content, file);
  }

  function expand(directives: readonly Directive[], depth: number): Directive[] {
    return directives.flatMap((directive) => {
      if (directive.name !== "include" || directive.block !== null) {
        // The words in types {} are data, "include" among them is still an include.
        return directive.block === null ? directive : { ...directive, block: expand(directive.block, depth) };
      }
      const where = placeText(directive.position);
      if (directive.args.length !== 1)
        throw new UsageError('invalid number of arguments in "include" directive', where);
      if (depth === maxIncludeDepth)
        throw new UsageError(`includes nest deeper than ${maxIncludeDepth}: a circle?`, where);
      const name = directive.args[0].text;
      const wanted = isAbsolute(name) ? name : resolve(base, name);
      if (isPattern(name))
        return source.glob(wanted).flatMap((file) => expand(read(file, where, undefined), depth + 1));
      // Every distribution's nginx.conf includes it; where nginx is not installed we have no need of it.
      if (/(^|\/)mime\.types$/.test(name)) {
        try {
          source.read(wanted);
        } catch {
          return [];
        }
      }
      return expand(read(wanted, where, undefined), depth + 1);
    });
  }

  return { directives: expand(read(path, undefined, text), 0), files };
}

import { isAbsolute, resolve } from "node:path";
import { UsageError } from "../../core/errors.ts";
import type { ErrorLog, Position } from "../config/model.ts";
import type { Template, Variable } from "../config/request-view.ts";
import { asBytes } from "./bytes.ts";
import { placeText } from "./lexer.ts";
import type { Directive, Word } from "./parser.ts";
import type { Context, Scope, Settings } from "./scope.ts";
import { breaksField, compileTemplate } from "./template.ts";
import { parseSize, parseTime } from "./units.ts";

/** A `log_format` as defined. */
export interface FormatDraft {
  readonly template: Template;
  readonly escape: "default" | "json" | "none";
}

/** What one reading of a configuration gathers outside its blocks. Made by `readConfig`, filled by directives. */
export class Reading {
  /** Folder that relative paths belong to. */
  readonly prefix: string;
  readonly notices: string[] = [];
  readonly upstreams: Map<string, Scope> = new Map();
  readonly servers: Scope[] = [];
  /** Variables the configuration defines (`map`). */
  readonly variables: Map<string, Variable> = new Map();
  readonly formats: Map<string, FormatDraft> = new Map();
  errorLog: ErrorLog = { path: null, level: "info" };
  pidFile: string | null = null;

  constructor(prefix: string) {
    this.prefix = prefix;
  }

  path(text: string): string {
    return isAbsolute(text) ? text : resolve(this.prefix, text);
  }

  notice(position: Position, message: string): void {
    this.notices.push(`${placeText(position)}: ${message}`);
  }
}

/** One use of a directive, as its `apply` sees it. */
export class Use {
  readonly directive: Directive;
  readonly scope: Scope;
  readonly reading: Reading;

  constructor(directive: Directive, scope: Scope, reading: Reading) {
    this.directive = directive;
    this.scope = scope;
    this.reading = reading;
  }

  get args(): readonly Word[] {
    return this.directive.args;
  }

  fail(message: string, at: Position = this.directive.position): never {
    throw new UsageError(message, placeText(at));
  }

  notice(message: string): void {
    this.reading.notice(this.directive.position, message);
  }

  /** A word that must be a duration, in ms. */
  time(word: Word = this.args[0], text: string = word.text): number {
    return parseTime(text) ?? this.fail(`"${this.directive.name}" directive: invalid time "${text}"`, word.position);
  }

  /** A word that must be a size, in bytes. */
  size(word: Word = this.args[0]): number {
    return (
      parseSize(word.text) ??
      this.fail(`"${this.directive.name}" directive: invalid size "${word.text}"`, word.position)
    );
  }

  integer(min: number, word: Word = this.args[0], text: string = word.text): number {
    const value = /^\d{1,15}$/.test(text) ? Number(text) : -1;
    if (value < min) {
      this.fail(
        `"${this.directive.name}" directive: invalid value "${word.text}", it must be a number from ${min}`,
        word.position,
      );
    }
    return value;
  }

  flag(word: Word = this.args[0]): boolean {
    const text = word.text.toLowerCase();
    if (text !== "on" && text !== "off") {
      this.fail(
        `invalid value "${word.text}" in "${this.directive.name}" directive, it must be "on" or "off"`,
        word.position,
      );
    }
    return text === "on";
  }

  /** Text with variables; as all that meets requests, each character is one byte of its UTF-8. */
  template(word: Word): Template {
    return compileTemplate(asBytes(word.text), placeText(word.position), this.reading.variables);
  }

  /** Text with variables that becomes the value of a field. */
  fieldValue(word: Word): Template {
    const template = this.template(word);
    if (breaksField(template)) this.fail("a field value holds no line ends and no controls", word.position);
    return template;
  }
}

/** One directive we know: where it may stand, its arity, its documentation and what it does. */
export interface DirectiveSpec {
  readonly contexts: readonly Context[];
  /** Fewest and most arguments. */
  readonly args: readonly [min: number, max: number];
  /** It opens a block of this context. */
  readonly opens?: Context;
  /** It opens a block whose words are data. */
  readonly data?: boolean;
  /** It may stand several times in a block. */
  readonly repeat?: boolean;
  /** Its default as it takes effect; `""` if there is none. */
  readonly default: string;
  /** One or two sentences for docs/balance.md. */
  readonly doc: string;
  /** Runs before the block is entered; `scope` is the scope the directive stands in, `opened` the one it opens. */
  apply(use: Use, opened: Scope | null): void;
}

export type DirectiveTable = { readonly [name: string]: DirectiveSpec };

export const everywhere: readonly Context[] = ["http", "server", "location"];

/** Names of the settings whose value is of a type. */
type SettingOf<T> = { [Name in keyof Settings]: Settings[Name] extends T ? Name : never }[keyof Settings];

type Parts = Pick<DirectiveSpec, "default" | "doc"> & { contexts?: readonly Context[] };

export function timeSetting(setting: SettingOf<number>, parts: Parts): DirectiveSpec {
  return {
    contexts: everywhere,
    args: [1, 1],
    ...parts,
    apply: (use) => {
      use.scope.settings[setting] = use.time();
    },
  };
}

export function integerSetting(setting: SettingOf<number>, parts: Parts): DirectiveSpec {
  return {
    contexts: everywhere,
    args: [1, 1],
    ...parts,
    apply: (use) => {
      use.scope.settings[setting] = use.integer(0);
    },
  };
}

/** Read and checked for its place only: it tunes what works differently here, or what we always do. */
export function harmless(contexts: readonly Context[], args: readonly [number, number], doc: string): DirectiveSpec {
  return { contexts, args, repeat: true, default: "", doc, apply: () => {} };
}

import { UsageError } from "../../../core/errors.ts";
import type { RequestView, Template, Variable } from "../../config/request-view.ts";
import { asBytes } from "../bytes.ts";
import type { DirectiveTable, Use } from "../directive.ts";
import { placeText } from "../lexer.ts";
import { compileRegex } from "../location-match.ts";
import { variables } from "../variables.ts";

/** A `map`: the value of one text chosen by another. Exact texts (any case) first, then regular expressions in order. */
class MapVariable implements Variable {
  readonly name: string;
  readonly #source: Template;
  readonly #exact: ReadonlyMap<string, Template>;
  readonly #regexes: readonly { readonly regex: RegExp; readonly value: Template }[];
  readonly #fallback: Template | null;

  constructor(
    name: string,
    source: Template,
    exact: ReadonlyMap<string, Template>,
    regexes: readonly { readonly regex: RegExp; readonly value: Template }[],
    fallback: Template | null,
  ) {
    this.name = name;
    this.#source = source;
    this.#exact = exact;
    this.#regexes = regexes;
    this.#fallback = fallback;
  }

  value(view: RequestView): string {
    const text = this.#source.render(view);
    const exact = this.#exact.get(text.toLowerCase());
    if (exact !== undefined) return exact.render(view);
    for (const { regex, value } of this.#regexes) if (regex.test(text)) return value.render(view);
    return this.#fallback?.render(view) ?? "";
  }
}

function defineMap(use: Use): void {
  const [source, target] = use.args;
  const name = /^\$(\w+)$/.exec(target.text)?.[1];
  if (name === undefined) return use.fail(`invalid variable name "${target.text}"`, target.position);
  if (Object.hasOwn(variables, name)) use.fail(`the variable "${name}" is ours and cannot be a map`, target.position);
  if (use.reading.variables.has(name)) use.fail(`the duplicate "${name}" variable`, target.position);
  const exact = new Map<string, Template>();
  const regexes: { regex: RegExp; value: Template }[] = [];
  let fallback: Template | null = null;
  for (const { name: key, args, block, position } of use.directive.block ?? []) {
    const where = placeText(position);
    if (block !== null) throw new UsageError(`unexpected "{" in a map`, where);
    if (args.length === 0 && key === "volatile") continue;
    if (args.length === 0 && key === "hostnames")
      throw new UsageError('"hostnames" in a map is not supported yet', where);
    if (args.length !== 1) throw new UsageError("invalid number of the map parameters", where);
    const value = use.template(args[0]);
    if (key === "default") {
      if (fallback !== null) throw new UsageError("duplicate default map parameter", where);
      fallback = value;
    } else if (key.startsWith("~")) {
      const anyCase = key.startsWith("~*");
      regexes.push({ regex: compileRegex(key.slice(anyCase ? 2 : 1), anyCase, position), value });
    } else {
      const text = asBytes(key.startsWith("\\") ? key.slice(1) : key).toLowerCase();
      if (exact.has(text)) throw new UsageError(`conflicting parameter "${key}"`, where);
      exact.set(text, value);
    }
  }
  use.reading.variables.set(name, new MapVariable(name, use.template(source), exact, regexes, fallback));
}

/** Variables of the configuration's own. */
export const mapDirectives: DirectiveTable = {
  map: {
    contexts: ["http"],
    args: [2, 2],
    data: true,
    repeat: true,
    default: "",
    doc: "`map SOURCE $name { text value; ~regex value; default value; }`: a variable whose value another text chooses. `hostnames` and captures are not supported yet.",
    apply: defineMap,
  },
};

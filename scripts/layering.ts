// The house rules that no compiler checks (DESIGN.md, section 2): imports point down, the pure layers stay pure, nothing
// in src/ has a default export or an `any`. Used by `npm run check` through test/layering.test.ts.
import { builtinModules } from "node:module";
import { posix } from "node:path";

/** Layers from top to bottom. Folders in one row do not import each other. */
const rows = [
  ["cli"],
  ["cluster"],
  ["workers", "balancer"],
  ["master"],
  ["control", "testing"],
  ["server"],
  ["app", "http"],
  ["core"],
];
const rowOf = new Map(rows.flatMap((row, index) => row.map((layer) => [layer, index] as const)));

/** Layers that must run outside Node, or be tested without it. */
const withoutNode = new Set(["app", "http", "core"]);
/** Layers that import no package either. */
const withoutPackages = new Set(["http", "core"]);

/** An import, export-from or import() of a module. */
export interface Import {
  /** The specifier; `null` for an import() of something computed. */
  readonly target: string | null;
  readonly line: number;
  /** Gone after compilation (`import type`). */
  readonly typeOnly: boolean;
}

/** A comment replaced by spaces, so that lines and columns stay. */
const blank = (text: string): string => text.replace(/[^\n]/g, " ");

/**
 * Source without its comments and string contents. One alternative a token, in the order a reader meets them; a regex
 * literal is recognised by what may stand before it. `keep` leaves strings as they are.
 */
function strip(source: string, keep: boolean): string {
  const token =
    /(\/\*[\s\S]*?\*\/|\/\/[^\n]*)|("(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|`(?:[^`\\]|\\[\s\S])*`)|((?<=(?:[=(,:;!&|?{}[]|=>|return|^)\s*)\/(?![*/])(?:[^/\\[\n]|\\.|\[(?:[^\]\\\n]|\\.)*\])+\/)/g;
  return source.replace(token, (whole, comment?: string, text?: string) => {
    if (comment !== undefined) return blank(whole);
    if (text !== undefined) return keep ? whole : whole[0] + blank(whole.slice(1, -1)) + whole[0];
    return blank(whole);
  });
}

/** The imports of a module, in order. */
export function importsOf(source: string): Import[] {
  const code = strip(source, true);
  const found: (Import & { at: number })[] = [];
  const lineAt = (at: number) => code.slice(0, at).split("\n").length;
  const statement = /^[ \t]*(?:import|export)\b(?:(\s+type\b)?[\w\s{},*$]*?\bfrom)?\s*["']([^"'\n]+)["']/gm;
  for (const match of code.matchAll(statement)) {
    found.push({ target: match[2], line: lineAt(match.index), typeOnly: match[1] !== undefined, at: match.index });
  }
  for (const match of code.matchAll(/(?<![.\w$])(?:import|require)\(\s*(?:(["'`])([^"'`\n$]+)\1\s*[,)])?/g)) {
    const typeOnly = /\btypeof\s+$/.test(code.slice(0, match.index));
    found.push({ target: match[2] ?? null, line: lineAt(match.index), typeOnly, at: match.index });
  }
  return found.sort((a, b) => a.at - b.at);
}

const isBuiltin = (target: string): boolean => target.startsWith("node:") || builtinModules.includes(target);

/** What is wrong with one import of `file` (a path below src/), or null. */
function importFault(file: string, { target, typeOnly }: Import): string | null {
  const layer = file.includes("/") ? file.slice(0, file.indexOf("/")) : null;
  const pure = layer !== null && withoutNode.has(layer);
  if (target === null) return pure ? `${layer}/ loads a module by a computed name` : null;
  if (isBuiltin(target)) return pure ? `${layer}/ imports "${target}"` : null;
  if (!target.startsWith(".")) {
    return layer !== null && withoutPackages.has(layer) && !typeOnly
      ? `${layer}/ imports the package "${target}"`
      : null;
  }
  if (!/\.ts$/.test(target)) return `"${target}" lacks its .ts ending`;
  const path = posix.normalize(posix.join(posix.dirname(file), target));
  if (path.startsWith("../")) return `"${target}" leaves src/`;
  // The files directly in src/ are the package's entries: they gather what is below and only the CLI may use them.
  if (layer === null) return null;
  if (!path.includes("/")) return layer === "cli" ? null : `${layer}/ imports the entry "${path}"`;
  const below = path.slice(0, path.indexOf("/"));
  if (below === layer) return null;
  const [own, other] = [rowOf.get(layer), rowOf.get(below)];
  if (own === undefined || other === undefined) return `"${target}": no layer of that name in scripts/layering.ts`;
  return other > own ? null : `${layer}/ imports ${below}/, which is not below it`;
}

/** `file:line: what is wrong`, for one module of src/. `file` is its path below src/, with forward slashes. */
export function faultsOf(file: string, source: string): string[] {
  const faults: string[] = [];
  for (const found of importsOf(source)) {
    const fault = importFault(file, found);
    if (fault !== null) faults.push(`${file}:${found.line}: ${fault}`);
  }
  const lines = strip(source, false).split("\n");
  lines.forEach((line, index) => {
    if (/^\s*export\s+default\b|\bas\s+default\b/.test(line)) faults.push(`${file}:${index + 1}: default export`);
    if (/(?:[:<,|&=]|\bas|=>)\s*any\b(?!\s*[(:.=?])|\bany\[\]/.test(line))
      faults.push(`${file}:${index + 1}: the type any`);
  });
  return faults;
}

import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join, relative, sep } from "node:path";
import type { Node, SourceFile } from "typescript/unstable/ast";
import { SyntaxKind } from "typescript/unstable/ast";
import { API, type Project, SymbolFlags } from "typescript/unstable/sync";

/** One declaration, or a group of overloads, with its docstring. */
export interface Declared {
  readonly name: string;
  /** As it is declared, without docstrings and bodies. */
  readonly signatures: readonly string[];
  /** Markdown; empty without a docstring. */
  readonly doc: string;
  /** `@throws` of the docstring. */
  readonly throws: readonly string[];
}

export type Kind = "function" | "class" | "value" | "type";

export interface Exported extends Declared {
  readonly kind: Kind;
  /** Fields and methods that users see, of a class or an interface. */
  readonly members: readonly Declared[];
}

/** What one of the package's subpaths exports. */
export interface EntryPoint {
  /** `flotilla/server` */
  readonly specifier: string;
  /** What the entry's file says of itself. */
  readonly doc: string;
  readonly exports: readonly Exported[];
}

interface Manifest {
  readonly name: string;
  readonly exports: { readonly [path: string]: string | { readonly "flotilla:source": string } };
}

/**
 * Reads every entry point of the package: declarations are emitted into a folder of their own (without bodies and private parts)
 * and read through TypeScript's API.
 */
export function entryPoints(root: string): EntryPoint[] {
  // Below node_modules, so that the declarations find the packages they import.
  const folder = mkdtempSync(join(root, "node_modules", ".reference-"));
  try {
    const tsc = join(root, "node_modules/typescript/bin/tsc");
    const args = [tsc, "-p", "tsconfig.build.json", "--emitDeclarationOnly", "--outDir", join(folder, "src")];
    const { status, stdout } = spawnSync(process.execPath, args, { cwd: root, encoding: "utf8" });
    if (status !== 0) throw new Error(`the declarations could not be emitted:\n${stdout}`);
    const manifest = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as Manifest;
    const entries = Object.entries(manifest.exports).flatMap(([path, target]) =>
      typeof target === "string"
        ? []
        : [
            {
              specifier: manifest.name + path.slice(1),
              file: join(folder, target["flotilla:source"].replace(/\.ts$/, ".d.ts")),
            },
          ],
    );
    const config = join(folder, "tsconfig.json");
    const compilerOptions = { module: "nodenext", target: "es2022", noEmit: true, skipLibCheck: true, types: ["node"] };
    writeFileSync(config, JSON.stringify({ compilerOptions, files: entries.map(({ file }) => file) }));
    const api = new API({ cwd: folder });
    try {
      const project = api.updateSnapshot({ openProjects: [config] }).getProject(config);
      if (project === undefined) throw new Error("TypeScript did not open the declarations");
      return entries.map(({ specifier, file }) => read(project, specifier, file, folder));
    } finally {
      api.close();
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function read(project: Project, specifier: string, file: string, folder: string): EntryPoint {
  const { checker, program } = project;
  const source = program.getSourceFile(file);
  const symbol = source === undefined ? undefined : checker.getSymbolAtLocation(source);
  if (source === undefined || symbol === undefined) throw new Error(`${specifier}: ${file} is no module`);
  const exports = checker.getExportsOfModule(symbol).map((exported): Exported => {
    const target = exported.flags & SymbolFlags.Alias ? checker.getAliasedSymbol(exported) : exported;
    const nodes = target.declarations.flatMap((handle) => handle.resolve() ?? []);
    const foreign = nodes.find((node) => relative(folder, node.getSourceFile().fileName).startsWith(`..${sep}`));
    if (nodes.length === 0 || foreign) throw new Error(`${specifier}: ${exported.name} is not declared in src/`);
    return { ...exportOf(exported.name, nodes), name: exported.name };
  });
  exports.sort((a, b) => a.name.localeCompare(b.name, "en"));
  return { specifier, doc: /^\/\*\*[\s\S]*?\*\//.exec(source.text)?.[0].slice(3, -2).trim() ?? "", exports };
}

const memberLists = new Set([SyntaxKind.ClassDeclaration, SyntaxKind.InterfaceDeclaration]);

function exportOf(name: string, nodes: readonly Node[]): Exported {
  const kind = kindOf(nodes[0]);
  const members = nodes.filter(({ kind }) => memberLists.has(kind)).flatMap((node) => membersOf(node));
  const signatures = nodes.map((node) => (memberLists.has(node.kind) ? headOf(node) : signatureOf(node)));
  return { name, kind, signatures, members: grouped(members), ...docOf(nodes) };
}

function kindOf({ kind }: Node): Kind {
  if (kind === SyntaxKind.FunctionDeclaration) return "function";
  if (kind === SyntaxKind.ClassDeclaration) return "class";
  return kind === SyntaxKind.VariableDeclaration ? "value" : "type";
}

/** `class App<U extends Uses = {}> extends Router<"", {}, U>`: what stands before the members. */
function headOf(node: Node): string {
  const text = withoutComments(node.getText());
  const { members } = node as Node & { members: { pos: number } };
  const head = withoutComments(node.getSourceFile().text.slice(node.getStart(), members.pos));
  return oneLine((head === "" ? text : head).replace(/\{$/, "").replace(/^(export |declare )+/, ""));
}

function signatureOf(node: Node): string {
  const text = withoutComments(node.getText())
    .replace(/^(export |declare )+/, "")
    .replace(/;$/, "");
  return node.kind === SyntaxKind.VariableDeclaration ? `const ${text}` : text;
}

function membersOf(node: Node): Declared[] {
  const { members } = node as Node & { members: readonly (Node & { name?: Node })[] };
  return members.flatMap((member) => {
    const text = signatureOf(member);
    const doc = docOf([member]);
    if (/^(private|protected|#)/.test(text) || doc.doc.startsWith("Internal")) return [];
    const name = member.name?.getText() ?? (text.startsWith("constructor") ? "constructor" : "");
    return [
      { name, signatures: [text.startsWith("constructor") ? text.replace("constructor", "new ") : text], ...doc },
    ];
  });
}

/** Overloads become one, with the docstring of the first that has one. */
function grouped(members: readonly Declared[]): Declared[] {
  const groups: Declared[] = [];
  for (const member of members) {
    const at = groups.findIndex(({ name }) => name === member.name && name !== "");
    if (at === -1) groups.push(member);
    else {
      const { doc, throws } = groups[at].doc === "" ? member : groups[at];
      groups[at] = { name: member.name, signatures: [...groups[at].signatures, ...member.signatures], doc, throws };
    }
  }
  return groups;
}

/** The docstring right before a node: that of the first node that has one. */
function docOf(nodes: readonly Node[]): { doc: string; throws: string[] } {
  for (const node of nodes) {
    // A variable's docstring stands before its statement.
    const holder = node.kind === SyntaxKind.VariableDeclaration ? node.parent.parent : node;
    const source: SourceFile = node.getSourceFile();
    const comment = source.text
      .slice(holder.pos, holder.getStart())
      .match(/\/\*\*[\s\S]*?\*\//g)
      ?.at(-1);
    if (comment === undefined) continue;
    const lines = comment.slice(3, -2).split("\n");
    const [text, ...tags] = lines
      .map((line) => line.replace(/^\s*\* ?/, "").trimEnd())
      .join("\n")
      .trim()
      .split(/^@/m);
    const throws = tags.flatMap((tag) => (tag.startsWith("throws ") ? oneLine(tag.slice("throws ".length)) : []));
    return { doc: text.trim(), throws };
  }
  return { doc: "", throws: [] };
}

function withoutComments(text: string): string {
  return text
    .replace(/\/\*[\s\S]*?\*\//g, "")
    .replace(/^\s*\n/gm, "")
    .trim();
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, " ").trim();
}

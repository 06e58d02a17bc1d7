import type { Declared, EntryPoint, Exported, Kind } from "./entry-point.ts";

const headings: readonly (readonly [Kind, string])[] = [
  ["class", "Classes"],
  ["function", "Functions"],
  ["value", "Values"],
  ["type", "Types"],
];

const note = "<!-- Written by `npm run reference` from the docstrings in src/: change them there. -->";

/** `flotilla/server` → `flotilla-server.md` */
export function fileOf(specifier: string): string {
  return `${specifier.replaceAll("/", "-")}.md`;
}

/** The list of all pages. */
export function indexPage(entries: readonly EntryPoint[]): string {
  const rows = entries.map(
    ({ specifier, doc, exports }) =>
      `| [\`${specifier}\`](${fileOf(specifier)}) | ${exports.length} | ${firstSentence(doc.replace(/^`[^`]*`: /, ""))} |`,
  );
  return `${[
    note,
    "# Reference",
    "Every export of the package, with its signature and its docstring. The [tutorial](../tutorial/README.md) and the other pages of the",
    "[documentation](../README.md) say how they are used.",
    "",
    "| import from | exports | |",
    "| --- | --- | --- |",
    ...rows,
  ]
    .join("\n")
    .replace("-->\n# Reference\n", "-->\n\n# Reference\n\n")}\n`;
}

/** The page of one entry point. */
export function entryPage(entry: EntryPoint): string {
  return linked(pageOf(entry));
}

function pageOf({ specifier, doc, exports }: EntryPoint): string {
  const parts = [note, `# \`${specifier}\``];
  if (doc !== "") parts.push(capital(doc.replace(/^`[^`]*`: /, "")));
  for (const [kind, heading] of headings) {
    const listed = exports.filter((exported) => exported.kind === kind);
    if (listed.length === 0) continue;
    parts.push(`## ${heading}`, listed.map(({ name }) => `[\`${name}\`](#${anchor(name)})`).join(" · "));
    for (const exported of listed) parts.push(...exportParts(exported));
  }
  return `${parts.join("\n\n")}\n`;
}

/** `docs/settings.md`, as docstrings name pages, becomes a link. */
function linked(text: string): string {
  return text.replace(/\bdocs\/([\w/-]+\.md)\b/g, "[$1](../$1)");
}

function exportParts(exported: Exported): string[] {
  const parts = [`### ${exported.name}`];
  if (exported.doc !== "") parts.push(exported.doc);
  parts.push(`\`\`\`ts signature\n${exported.signatures.join("\n")}\n\`\`\``);
  parts.push(...exported.throws.map((text) => `Throws ${text}`));
  if (exported.members.length > 0) parts.push(exported.members.map(memberItem).join("\n"));
  return parts;
}

/** A list item: signature, then the docstring; further paragraphs are indented so that they stay within. */
function memberItem({ signatures, doc, throws }: Declared): string {
  const code = signatures.map((text) => `\`${tick(text.replace(/\s+/g, " "))}\``).join("<br>");
  const text = [doc, ...throws.map((line) => `Throws ${line}`)].filter((part) => part !== "").join("\n\n");
  if (text === "") return `- ${code}`;
  return `- ${code}: ${text}`.replace(/\n(?=[^\n])/g, "\n  ");
}

/** A code span around text that has backticks of its own needs two. */
function tick(text: string): string {
  return text.includes("`") ? `\` ${text} \`` : text;
}

function anchor(name: string): string {
  return name.toLowerCase();
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

function firstSentence(text: string): string {
  return capital(/^[\s\S]*?[.:](?=\s|$)/.exec(text)?.[0] ?? text).replace(/\s+/g, " ");
}

import * as exported from "../../src/index.ts";
import { type Section, sectionsOf, textOf } from "./example.ts";

/** The page that has FastAPI's code and ours side by side. */
export const comparison = "coming-from-fastapi.md";

/** Its sections that have code of both. */
export async function comparedSections(): Promise<Section[]> {
  const sections = await sectionsOf(comparison, 2);
  return sections.filter(({ blocks }) => textOf(blocks, "python") !== "");
}

/** A section's files, with the imports and the app that the page leaves out. */
export function filesOfSection({ blocks }: Section): Map<string, string> {
  const code = textOf(blocks, "ts", "page");
  const lines = [];
  const isUsed = (name: string) =>
    new RegExp(`\\b${name}\\b`).test(code) && !new RegExp(`^(const|class|function) ${name}\\b`, "m").test(code);
  const used = Object.keys(exported).filter(isUsed);
  lines.push(`import { ${[...new Set([...used, "App"])].join(", ")} } from "flotilla";`);
  if (/\bz\./.test(code)) lines.push('import { z } from "zod";');
  if (!/^export const app\b/m.test(code)) lines.push("export const app = new App();");
  const files = new Map([["main.ts", `${lines.join("\n")}\n${code}`]]);
  for (const { language, label, text } of blocks) if (language === "txt" && label !== "") files.set(label, text);
  return files;
}

import { readFile } from "node:fs/promises";
import { join } from "node:path";

export const root: string = join(import.meta.dirname, "../..");

/** A fenced block: the language, what stands behind it, the text. */
export interface Block {
  readonly language: string;
  readonly label: string;
  readonly text: string;
}

/** A heading and what stands below it, up to the next heading of its level or a higher one. */
export interface Section {
  readonly title: string;
  readonly blocks: readonly Block[];
}

/** The blocks of a page; its path is below docs/. */
export async function blocksOf(page: string): Promise<Block[]> {
  return parseBlocks(await readFile(join(root, "docs", page), "utf8"));
}

/** The sections below headings of a level; nothing of what stands before the first. */
export async function sectionsOf(page: string, level: number): Promise<Section[]> {
  const text = await readFile(join(root, "docs", page), "utf8");
  const mark = "#".repeat(level);
  // A comment of a program is no heading.
  const code = /^```[\s\S]*?^```$/gm;
  const hidden = text.replace(code, (block) => block.replace(/^#/gm, "\0"));
  return hidden
    .split(new RegExp(`^${mark} `, "m"))
    .slice(1)
    .map((part) => part.replaceAll("\0", "#"))
    .map((part) => ({ title: part.split("\n", 1)[0], blocks: parseBlocks(part) }));
}

function parseBlocks(text: string): Block[] {
  return [...text.matchAll(/^```(\w+)(?: ([^\n]*))?\n(.*?)^```$/gms)].map(([, language, label = "", block]) => ({
    language,
    label,
    text: block,
  }));
}

/** The texts of the blocks of a language with this label, as one. */
export function textOf(blocks: readonly Block[], language: string, label = ""): string {
  return blocks
    .filter((block) => block.language === language && block.label === label)
    .map(({ text }) => text)
    .join("\n");
}

/** A request and the answer that the page promises. */
export interface Example {
  /** As it stands on the page. */
  readonly line: string;
  readonly method: string;
  readonly path: string;
  readonly headers: { readonly [name: string]: string };
  readonly body: string | undefined;
  readonly status: number;
  /** Fields of the answer that the page shows. */
  readonly fields: readonly (readonly [name: string, value: string])[];
  /** Undefined where the page leaves it open (`…`). */
  readonly answer: string | undefined;
  /** The answer is written over several lines: compared as JSON. */
  readonly spread: boolean;
}

/**
 * `METHOD path | field: value | body → status [field: value] answer`, one a line; fields and body may be missing. A body that looks
 * like JSON or a form gets the content type for it. Indented lines that follow are the answer, as JSON.
 */
export function examplesOf(text: string): Example[] {
  const lines = text.replace(/\n[ ]+(?=\S)/g, "\u0001").split("\n");
  return lines.filter((line) => line.trim() !== "").map(exampleOf);
}

function exampleOf(line: string): Example {
  const sides = /^(.+?) → (\d+)((?: \[[\w-]+: [^\]]*\])*)(?:[ \u0001]([\s\S]+))?$/.exec(line);
  const [asked, ...more] = (sides?.[1] ?? "").split(" | ");
  const parts = /^([A-Z]+) (\S+)(?: (\S+))?$/.exec(asked);
  if (sides === null || parts === null) throw new Error(`"${line}" is no example`);
  const [, , status, fields, expected = ""] = sides;
  let body: string | undefined = parts[3];
  const headers: { [name: string]: string } = {};
  for (const part of more) {
    const field = /^([\w-]+): (.*)$/.exec(part);
    if (field === null) body = part;
    else headers[field[1]] = field[2];
  }
  if (body !== undefined) headers["content-type"] ??= typeOf(body);
  return {
    line: line.replaceAll("\u0001", " "),
    method: parts[1],
    path: parts[2],
    headers,
    body,
    status: Number(status),
    fields: [...fields.matchAll(/\[([\w-]+): ([^\]]*)\]/g)].map(([, name, value]) => [name, value]),
    answer: expected === "…" ? undefined : expected.replaceAll("\u0001", ""),
    spread: expected.includes("\u0001") || line.includes("\u0001"),
  };
}

function typeOf(body: string): string {
  if (/^[{["\d]/.test(body)) return "application/json";
  return /^\w+=/.test(body) ? "application/x-www-form-urlencoded" : "text/plain";
}

/** A multipart form with one field and one file, and what it is answered with. */
export interface FormExample {
  readonly line: string;
  readonly path: string;
  readonly field: string;
  readonly value: string;
  readonly file: string;
  readonly name: string;
  readonly content: string;
  readonly status: number;
  readonly answer: string;
}

/** `POST path field=value file=@name:content → status answer`, one a line. */
export function formsOf(text: string): FormExample[] {
  const lines = text.split("\n").filter((line) => line !== "");
  return lines.map((line) => {
    const parts = /^POST (\S+) (\w+)=(\w+) (\w+)=@([\w.]+):(.+) → (\d+) (.+)$/.exec(line);
    if (parts === null) throw new Error(`"${line}" is no example`);
    const [, path, field, value, file, name, content, status, answer] = parts;
    return { line, path, field, value, file, name, content, status: Number(status), answer };
  });
}

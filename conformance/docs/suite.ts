import { spawn } from "node:child_process";
import { join } from "node:path";
import { isDeepStrictEqual } from "node:util";
import { comparedSections, comparison } from "../../test/docs/comparison.ts";
import { type Example, examplesOf, formsOf, type Section, textOf } from "../../test/docs/example.ts";
import { pythonFolder } from "../fastapi/material.ts";
import { Missing, pythonEnvironment } from "../python.ts";
import type { Suite, SuiteOptions, SuiteReport } from "../suite.ts";

interface Answer {
  readonly status: number;
  readonly headers: { readonly [name: string]: string };
  readonly text: string;
}

interface Answers {
  readonly error?: string;
  readonly answers: readonly Answer[];
  readonly forms: readonly Answer[];
  readonly dialogues: readonly (readonly string[])[];
}

/** What a section promises of FastAPI. */
function promisesOf({ title, blocks }: Section): {
  title: string;
  code: string;
  files: { [name: string]: string };
  examples: Example[];
  texts: string[];
  forms: ReturnType<typeof formsOf>;
  dialogues: string[][];
} {
  const texts = blocks.filter(({ language, label }) => language === "text" && /^[A-Z]+ \//.test(label));
  const asked = texts.map(({ label }) => `${label} → 200 …`);
  const http = [textOf(blocks, "http"), textOf(blocks, "http", "fastapi"), ...asked].join("\n");
  const ws = textOf(blocks, "ws").trim();
  return {
    title,
    code: textOf(blocks, "python"),
    files: Object.fromEntries(
      blocks
        .filter(({ language, label }) => language === "txt" && label !== "")
        .map(({ label, text }) => [label, text]),
    ),
    examples: examplesOf(http),
    texts: texts.map(({ text }) => text),
    forms: formsOf(textOf(blocks, "form")),
    dialogues: ws === "" ? [] : ws.split(/\n\n+/).map((dialogue) => dialogue.split("\n")),
  };
}

function ask(python: string, sections: readonly object[]): Promise<Answers[]> {
  return new Promise((resolve, reject) => {
    const child = spawn(python, [join(import.meta.dirname, "answers.py")], { stdio: ["pipe", "pipe", "pipe"] });
    let [out, errors] = ["", ""];
    child.stdout.on("data", (data) => (out += data));
    child.stderr.on("data", (data) => (errors += data));
    child.on("close", (code) => {
      if (code === 0) resolve(JSON.parse(out) as Answers[]);
      else reject(new Error(`answers.py ended with ${code}:\n${errors.slice(-2000)}`));
    });
    child.stdin.end(JSON.stringify(sections));
  });
}

/** What is wrong with an answer, if anything is. */
function fault({ line, status, answer, fields, spread }: Example, given: Answer): string | undefined {
  const isSame =
    answer === undefined ||
    (spread ? isDeepStrictEqual(JSON.parse(given.text), JSON.parse(answer)) : given.text === answer);
  const wrong = fields.find(([name, value]) => same(name, given.headers[name]) !== same(name, value));
  if (given.status === status && isSame && wrong === undefined) return undefined;
  const shown = wrong === undefined ? "" : ` [${wrong[0]}: ${given.headers[wrong[0]]}]`;
  return `${line}: FastAPI answers ${given.status}${shown} ${given.text}`;
}

/** The attributes of a cookie may come in any order, in any case. */
function same(name: string, value: string | undefined): string {
  if (name !== "set-cookie") return String(value);
  return String(value).toLowerCase().split("; ").sort().join("; ");
}

async function run(options: SuiteOptions): Promise<SuiteReport> {
  const skip = (skipped: string): SuiteReport => ({ skipped, agreed: 0, explained: 0, failures: [], details: [] });
  if (options.quick) return skip("--quick fetches nothing, and FastAPI may have to be");
  let python: string;
  try {
    python = await pythonEnvironment(join(pythonFolder, "requirements.txt"));
  } catch (error) {
    if (error instanceof Missing) return skip(error.message);
    throw error;
  }
  const sections = (await comparedSections()).map(promisesOf);
  const results = await ask(
    python,
    sections.map(({ examples, ...section }) => ({
      ...section,
      requests: examples.map(({ method, path, headers, body }) => ({ method, path, headers, body: body ?? null })),
    })),
  );
  const failures: string[] = [];
  let agreed = 0;
  const note = (title: string, what: string | undefined) => {
    if (what === undefined) agreed += 1;
    else failures.push(`${title}: ${what}`);
  };
  sections.forEach(({ title, examples, texts, forms, dialogues }, at) => {
    const { error, answers, ...rest } = results[at];
    if (error !== undefined) {
      failures.push(`${title}: ${error}`);
      return;
    }
    examples.forEach((example, i) => {
      note(title, fault(example, answers[i]));
    });
    texts.forEach((text, i) => {
      const given = answers[examples.length - texts.length + i].text;
      note(
        title,
        given === text ? undefined : `FastAPI answers ${JSON.stringify(given)} instead of ${JSON.stringify(text)}`,
      );
    });
    forms.forEach(({ line, status, answer }, i) => {
      const { status: given, text } = rest.forms[i];
      note(
        title,
        `${given} ${text}` === `${status} ${answer}` ? undefined : `${line}: FastAPI answers ${given} ${text}`,
      );
    });
    dialogues.forEach(([first, ...lines], i) => {
      const given = rest.dialogues[i];
      note(title, isDeepStrictEqual(given, lines) ? undefined : `${first}: with FastAPI ${given.join(" / ")}`);
    });
  });
  return { agreed, explained: 0, failures, details: [`${sections.length} sections of docs/${comparison}`] };
}

export const docs: Suite = {
  name: "docs",
  about: "FastAPI's half of docs/coming-from-fastapi.md, asked what the page says it answers",
  run,
};

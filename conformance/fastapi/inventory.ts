// Writes inventory.md: node --import tsx conformance/fastapi/inventory.ts SUITE RESULTS > conformance/fastapi/inventory.md
// RESULTS is what `npm run conformance -- fastapi --original --results RESULTS` wrote: which tests ask which app.
import { readFileSync } from "node:fs";
import { docsApps } from "./apps.ts";
import type { TestResult } from "./results.ts";

const [suite, resultsFile] = process.argv.slice(2);
const results: TestResult[] = JSON.parse(readFileSync(resultsFile, "utf8"));

interface Covered {
  files: Set<string>;
  tests: Set<string>;
  documents: number;
}

const covered = new Map<string, Covered>();
for (const { id, apps, openapi } of results) {
  for (const app of apps) {
    const known = covered.get(app) ?? { files: new Set(), tests: new Set(), documents: 0 };
    covered.set(app, known);
    known.files.add(id.split("::")[0]);
    known.tests.add(id);
    known.documents += openapi.length > 0 ? 1 : 0;
  }
}

const apps = docsApps(suite);
const makesApp = apps.filter(({ isApp }) => isApp);
const lines = [
  "# The apps of FastAPI's tutorial",
  "",
  `Written by \`inventory.ts\`. ${apps.length} programs, variants (\`_an\`, \`_py310\`) taken together; ${makesApp.length} make a FastAPI app, ` +
    `${makesApp.filter(({ key }) => covered.has(key)).length} of these are asked something over HTTP by a test that runs with this suite.`,
  "",
  "| app | tests | documents compared | test files |",
  "| --- | --- | --- | --- |",
];
for (const { key, isApp } of apps) {
  const { files, tests, documents } = covered.get(key) ?? {
    files: new Set<string>(),
    tests: new Set<string>(),
    documents: 0,
  };
  const told = isApp ? [...files].join(", ").replaceAll("test_tutorial/", "") || "none over HTTP" : "not an app";
  lines.push(`| ${key} | ${tests.size || ""} | ${documents || ""} | ${told} |`);
}
console.log(lines.join("\n"));

import type { SuiteReport } from "../suite.ts";
import type { DocsApp } from "./apps.ts";

/** What the pytest plugin writes for a test. */
export interface TestResult {
  /** The folder of `docs_src` its file is about; `tests` if none. */
  readonly folder: string;
  /** `test_tutorial/test_body/test_tutorial001.py::test_body_float` */
  readonly id: string;
  /** pytest's parameters, e.g. `tutorial001_py310`. */
  readonly parameters: string;
  /** `unequal`: failed by an OpenAPI document alone. */
  readonly outcome: "passed" | "failed" | "skipped" | "unequal";
  readonly reason: string;
  /** Apps that were asked something. */
  readonly apps: readonly string[];
  /** The OpenAPI documents compared. */
  readonly openapi: readonly {
    readonly equal: boolean;
    readonly exact: boolean;
    readonly differences: readonly string[];
  }[];
}

interface Row {
  apps: number;
  ported: number;
  passed: number;
  explained: number;
  failed: number;
  leftOut: number;
  documents: number;
  equal: number;
}

const nameOf = ({ id, parameters }: TestResult) => (parameters === "" ? id : `${id}[${parameters}]`);

function table(rows: ReadonlyMap<string, Row>): string[] {
  const total: Row = { apps: 0, ported: 0, passed: 0, explained: 0, failed: 0, leftOut: 0, documents: 0, equal: 0 };
  const line = (name: string, row: Row) =>
    [name.padEnd(40), `${row.ported}/${row.apps}`, row.passed, row.explained, row.failed, row.leftOut]
      .map((cell, at) => (at === 0 ? cell : String(cell).padStart(at === 1 ? 8 : 9)))
      .concat(row.documents === 0 ? "" : `   ${row.equal}/${row.documents}`)
      .join("");
  const lines = [
    `${"folder".padEnd(40)}  ported   passed deviates   failed left out   OpenAPI equal`,
    ...[...rows].sort(([a], [b]) => a.localeCompare(b)).map(([name, row]) => line(name, row)),
  ];
  for (const row of rows.values()) for (const key of Object.keys(total) as (keyof Row)[]) total[key] += row[key];
  return [...lines, line("all", total)];
}

/** The apps without a port, by folder. */
function notPorted(apps: readonly DocsApp[], ported: ReadonlySet<string>): string[] {
  const missing = apps.filter(({ key, isApp }) => isApp && !ported.has(key));
  const folders = [...new Set(missing.map(({ folder }) => folder))].map((folder) => {
    const names = missing.filter((app) => app.folder === folder).map(({ key }) => key.slice(folder.length + 1));
    return `${folder} (${names.join(", ")})`;
  });
  return folders.length === 0 ? [] : [`not ported: ${folders.join(", ")}`];
}

/** Sums up a run. Deviations that are met no more fail, as does everything that fails without being one. */
export function summarise(
  results: readonly TestResult[],
  apps: readonly DocsApp[],
  ported: readonly string[],
  deviations: { readonly [test: string]: string },
): SuiteReport {
  const rows = new Map<string, Row>();
  const row = (folder: string): Row => {
    const known = rows.get(folder);
    if (known !== undefined) return known;
    const made: Row = { apps: 0, ported: 0, passed: 0, explained: 0, failed: 0, leftOut: 0, documents: 0, equal: 0 };
    rows.set(folder, made);
    return made;
  };
  const has = new Set(ported);
  const folders = new Set(ported.map((key) => key.split("/")[0]));
  for (const app of apps) {
    if (!app.isApp) continue;
    row(app.folder).apps += 1;
    if (has.has(app.key)) row(app.folder).ported += 1;
  }
  const failures: string[] = [];
  const explained: string[] = [];
  const reasons = new Map<string, number>();
  const stale = new Set(Object.keys(deviations));
  const passing = new Map<string, string>();
  let silent = 0;
  let exact = 0;
  for (const result of results) {
    if (result.outcome === "skipped" && result.reason.startsWith("not ported")) continue;
    // Nothing of its folder is ported: that is told by the table.
    if (result.outcome === "skipped" && !folders.has(result.folder)) continue;
    if (result.outcome === "passed" && result.apps.length === 0) {
      silent += 1;
      continue;
    }
    const counts = row(result.folder);
    for (const { equal, exact: same } of result.openapi) {
      counts.documents += 1;
      counts.equal += Number(equal);
      exact += Number(same);
    }
    if (result.outcome === "skipped") {
      counts.leftOut += 1;
      const reason = result.reason.replace(/^left out: /, "").split("\n")[0];
      reasons.set(reason, (reasons.get(reason) ?? 0) + 1);
      continue;
    }
    const known = [nameOf(result), result.id].find((name) => Object.hasOwn(deviations, name));
    if (result.outcome === "passed") {
      counts.passed += 1;
      if (known !== undefined) passing.set(known, nameOf(result));
    } else if (known === undefined) {
      counts.failed += 1;
      failures.push(`${nameOf(result)}: ${result.reason.slice(0, 1500).replaceAll("\n", "\n      ")}`);
    } else {
      counts.explained += 1;
      stale.delete(known);
      explained.push(`differs: ${nameOf(result)}: ${deviations[known]}`);
    }
  }
  for (const name of stale) if (passing.has(name)) failures.push(`listed as a deviation, but passes: ${name}`);
  const sum = (key: keyof Row) => [...rows.values()].reduce((all, counts) => all + counts[key], 0);
  const documents = sum("documents");
  return {
    agreed: sum("passed"),
    explained: explained.length,
    failures,
    details: [
      ...table(rows),
      ...notPorted(apps, has),
      ...[...reasons].sort(([, a], [, b]) => b - a).map(([reason, count]) => `left out, ${count}: ${reason}`),
      ...explained,
      `${silent} tests ask no app anything and are not counted`,
      `OpenAPI documents: ${sum("equal")} of ${documents} equal up to titles and operation ids${documents === 0 ? "" : ` (${((100 * sum("equal")) / documents).toFixed(1)} %)`}, ${exact} to the letter`,
      `${sum("passed")} passed, ${sum("failed")} failed, ${sum("leftOut")} skipped`,
    ],
  };
}

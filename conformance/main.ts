// npm run conformance [-- --quick] [--fixtures DIR] [--suite DIR] [--only PART] [--original] [--results FILE] [--screenshots DIR] [NAME…]:
// other projects' suites, run against ours.
import { parseArgs } from "node:util";
import { attacked } from "./attacks/suite.ts";
import { browser } from "./browser/suite.ts";
import { bun } from "./bun/suite.ts";
import { docs } from "./docs/suite.ts";
import { fastapi } from "./fastapi/suite.ts";
import { llhttp } from "./llhttp/suite.ts";
import { pydantic } from "./pydantic/suite.ts";
import { schemathesis } from "./schemathesis/suite.ts";
import type { Suite } from "./suite.ts";

const suites: readonly Suite[] = [llhttp, pydantic, fastapi, docs, browser, schemathesis, bun, attacked];

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    quick: { type: "boolean", default: false },
    fixtures: { type: "string", default: process.env.LLHTTP_FIXTURES },
    suite: { type: "string", default: process.env.FASTAPI_SUITE },
    only: { type: "string", multiple: true, default: [] },
    original: { type: "boolean", default: false },
    results: { type: "string" },
    screenshots: { type: "string" },
  },
});
const chosen = suites.filter((suite) => positionals.length === 0 || positionals.includes(suite.name));
if (chosen.length === 0) {
  console.error(`no suite of that name; there are: ${suites.map((suite) => suite.name).join(", ")}`);
  process.exit(2);
}

/** A parser gone wrong fails thousands of cases: the first tell what it is. */
const shownFailures = 20;

let failed = false;
for (const suite of chosen) {
  const report = await suite.run({
    fixtures: undefined,
    suite: undefined,
    results: undefined,
    screenshots: undefined,
    ...values,
  });
  console.log(`${suite.name}: ${suite.about}`);
  if (report.skipped !== undefined) {
    console.log(`  skipped: ${report.skipped}`);
    continue;
  }
  for (const line of report.details) console.log(`  ${line}`);
  for (const line of report.failures.slice(0, shownFailures)) console.log(`  FAILED ${line}`);
  console.log(
    `  ${report.agreed} cases agree, ${report.explained} differ as documented, ${report.failures.length} differ without a reason`,
  );
  failed ||= report.failures.length > 0;
}
process.exit(failed ? 1 : 0);

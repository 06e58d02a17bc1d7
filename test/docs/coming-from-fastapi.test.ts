// docs/coming-from-fastapi.md: our half compiles and answers what the page says. FastAPI's half: npm run conformance -- docs.
import assert from "node:assert/strict";
import { test } from "node:test";
import { comparedSections, filesOfSection } from "./comparison.ts";
import { examplesOf, textOf } from "./example.ts";
import { check, checkDialogues, checkForms, checkTexts, compiled, served } from "./program.ts";

const sections = await comparedSections();

test("the sections' programs compile", async () => {
  assert.ok(sections.length > 20);
  const programs = sections.flatMap((section, at) =>
    [...filesOfSection(section)].map(([name, text]) => [`${at} ${section.title}/${name}`, text] as const),
  );
  assert.equal(await compiled(new Map(programs)), "");
});

for (const section of sections) {
  test(`${section.title}: answers are those on the page`, async () => {
    const { blocks } = section;
    const http = textOf(blocks, "http") + textOf(blocks, "http", "flotilla");
    const ws = textOf(blocks, "ws");
    const texts = blocks.filter(({ language }) => language === "text");
    assert.ok(http !== "" || ws !== "" || texts.length > 0);
    await served(filesOfSection(section), async (app, port) => {
      if (http !== "") await check(port, examplesOf(http));
      if (ws !== "") await checkDialogues(app, ws);
      await checkTexts(port, blocks);
      await checkForms(port, textOf(blocks, "form"));
    });
  });
}

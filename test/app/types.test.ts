import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";

const root = join(import.meta.dirname, "../..");

/** Errors of the compiler for a project, as `file(line`. */
function errorsOf(project: string): Promise<string[]> {
  const tsc = join(root, "node_modules/typescript/bin/tsc");
  return new Promise((resolve) => {
    execFile(process.execPath, [tsc, "--noEmit", "--pretty", "false", "-p", project], { cwd: root }, (_, out) => {
      resolve(
        [...out.matchAll(/^(?:.*\/)?([^/\s]+\.ts)\((\d+),\d+\): error/gm)].map(([, file, line]) => `${file}:${line}`),
      );
    });
  });
}

test("good uses compile with the right types, and each marked bad use is an error", async () => {
  // An unused mark is an error too, so no error at all means that every marked line is one.
  assert.deepEqual(await errorsOf(join(root, "test/app/types")), []);
});

for (const name of ["bad.ts", "bad-schemas.ts", "bad-sockets.ts"]) {
  test(`without its marks, exactly the marked lines of ${name} are errors`, async () => {
    const folder = await mkdtemp(join(tmpdir(), "flotilla-types-"));
    try {
      const source = await readFile(join(root, "test/app/types", name), "utf8");
      const lines = source.replaceAll("../../../src/", `${root}/src/`).split("\n");
      const marked = lines.flatMap((line, index) =>
        line.includes("@ts-expect-error") ? [`${name}:${index + 2}`] : [],
      );
      assert.ok(marked.length > 20);
      await symlink(join(root, "node_modules"), join(folder, "node_modules"));
      await writeFile(join(folder, name), lines.join("\n").replaceAll("@ts-expect-error", "error:"));
      await writeFile(join(folder, "package.json"), '{ "type": "module" }');
      const config = {
        extends: join(root, "tsconfig.json"),
        compilerOptions: { typeRoots: [join(root, "node_modules/@types")] },
        include: [name],
      };
      await writeFile(join(folder, "tsconfig.json"), JSON.stringify(config));
      assert.deepEqual([...new Set(await errorsOf(folder))], marked);
    } finally {
      await rm(folder, { recursive: true });
    }
  });
}

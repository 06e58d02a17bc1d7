import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** Variants of one app: `Annotated` style (`_an`) and the Python it is written for (`_py310`). Same behaviour, one port. */
const variant = /(_an)?(_py\d+)?$/;

/** A program of `docs_src`, its variants taken together: `folder/tutorial`, or `folder/app` where it is a package. */
export interface DocsApp {
  readonly key: string;
  readonly folder: string;
  /** Makes a FastAPI app; the others are fragments, scripts and lessons about Python. */
  readonly isApp: boolean;
}

function sourceOf(path: string): string {
  if (path.endsWith(".py")) return readFileSync(path, "utf8");
  return readdirSync(path, { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".py"))
    .map((name) => readFileSync(join(path, name), "utf8"))
    .join("\n");
}

/** All programs below `docs_src` of a checkout, sorted. With FastAPI 0.141: 275, of which 257 make an app. */
export function docsApps(source: string): DocsApp[] {
  const root = join(source, "docs_src");
  const found = new Map<string, DocsApp>();
  for (const folder of readdirSync(root).sort()) {
    if (!/^[a-z]\w*$/.test(folder)) continue;
    for (const name of readdirSync(join(root, folder)).sort()) {
      const stem = name.replace(/\.py$/, "").replace(variant, "");
      if (!/^tutorial\w+\.py$/.test(name) && !/^app\w*$/.test(name)) continue;
      const key = `${folder}/${stem}`;
      const isApp = sourceOf(join(root, folder, name)).includes("FastAPI(");
      if (!found.has(key) || isApp) found.set(key, { key, folder, isApp });
    }
  }
  return [...found.values()];
}

/** The ports there are: `body/tutorial001` for `ports/body/tutorial001.ts`, `bigger_applications/app` for its `app.ts`. */
export function portedApps(): string[] {
  const root = join(import.meta.dirname, "ports");
  return readdirSync(root, { recursive: true, encoding: "utf8" })
    .map((name) => name.replaceAll("\\", "/"))
    .filter((name) => /^\w+\/\w+\.ts$/.test(name))
    .filter((name) => readFileSync(join(root, name), "utf8").includes("export const app"))
    .map((name) => name.slice(0, -3))
    .sort();
}

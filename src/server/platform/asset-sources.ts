import { existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";

/** Where a file of the docs pages comes from when the package is built. */
interface AssetSource {
  readonly package: string;
  readonly path: string;
}

export const assetSources: { readonly [name: string]: AssetSource } = {
  "swagger-ui-bundle.js": { package: "swagger-ui-dist", path: "swagger-ui-bundle.js" },
  "swagger-ui.css": { package: "swagger-ui-dist", path: "swagger-ui.css" },
  "favicon-32x32.png": { package: "swagger-ui-dist", path: "favicon-32x32.png" },
  "redoc.standalone.js": { package: "redoc", path: "bundles/redoc.standalone.js" },
};

/** Texts that have to go where the bundles go (Apache-2.0 section 4, MIT). */
const licenses: readonly AssetSource[] = [
  { package: "swagger-ui-dist", path: "NOTICE" },
  { package: "swagger-ui-dist", path: "LICENSE" },
  { package: "swagger-ui-dist", path: "swagger-ui-bundle.js.LICENSE.txt" },
  { package: "redoc", path: "LICENSE" },
  { package: "redoc", path: "bundles/redoc.standalone.js.LICENSE.txt" },
];

/** The one address that ReDoc's bundle loads something from by itself: a logo, hidden where it fails to load. */
const redocLogo = "https://cdn.redoc.ly/redoc/logo-mini.svg";

/** A file as it is served. @throws if its package is not installed: it is one of ours for development only. */
export function readSource(name: string): Buffer {
  const bytes = readFileSync(pathOf(assetSources[name]));
  if (name !== "redoc.standalone.js") return bytes;
  const text = bytes.toString("utf8");
  if (!text.includes(redocLogo)) throw new Error(`${name} no longer loads ${redocLogo}: look what it loads now`);
  return Buffer.from(text.replaceAll(redocLogo, "data:,"));
}

/** The licenses of all files, as one text. */
export function readLicenses(): string {
  const parts = licenses.map((source) => {
    const path = pathOf(source);
    if (!existsSync(path)) throw new Error(`${source.package} has no ${source.path}`);
    return `${source.package}, ${source.path}\n\n${readFileSync(path, "utf8").trim()}\n`;
  });
  return parts.join(`\n${"-".repeat(80)}\n\n`);
}

function pathOf(source: AssetSource): string {
  const manifest = createRequire(import.meta.url).resolve(`${source.package}/package.json`);
  return join(dirname(manifest), source.path);
}

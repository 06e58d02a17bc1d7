import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { extname } from "node:path";
import { promisify } from "node:util";
import { gunzip, gzip } from "node:zlib";
import type { Asset, Assets } from "../../app/platform/platform.ts";
import { assetSources, readSource } from "./asset-sources.ts";

const gunzipAsync = promisify(gunzip);
const gzipAsync = promisify(gzip);

const contentTypes: { readonly [ending: string]: string } = {
  ".js": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".png": "image/png",
};

/** Where the build puts them, gzipped. */
const folder = new URL("../../assets/", import.meta.url);

/**
 * The files of the docs pages, from dist/assets (or, where the sources run, from the packages they come from). Each is read when
 * first asked for, and kept gzipped: together they are 0.9 MB.
 */
class NodeAssets implements Assets {
  readonly #gzipped = new Map<string, Promise<Gzipped>>();

  async read(name: string, coding: "gzip" | "identity"): Promise<Asset | undefined> {
    if (!Object.hasOwn(assetSources, name)) return undefined;
    let gzipped = this.#gzipped.get(name);
    if (gzipped === undefined) {
      gzipped = gzippedFile(name);
      gzipped.catch(() => this.#gzipped.delete(name));
      this.#gzipped.set(name, gzipped);
    }
    const { bytes, tag } = await gzipped;
    const contentType = contentTypes[extname(name)];
    if (coding === "gzip") return { body: bytes, contentType, etag: `"${tag}-gzip"` };
    return { body: await gunzipAsync(bytes), contentType, etag: `"${tag}"` };
  }
}

interface Gzipped {
  readonly bytes: Buffer;
  /** Tells its versions apart. */
  readonly tag: string;
}

async function gzippedFile(name: string): Promise<Gzipped> {
  const bytes = await readFile(new URL(`${name}.gz`, folder)).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== "ENOENT") throw error;
    return gzipAsync(readSource(name));
  });
  return { bytes, tag: createHash("sha256").update(bytes).digest("base64url").slice(0, 16) };
}

export const nodeAssets: Assets = new NodeAssets();

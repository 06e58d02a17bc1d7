import { type DocumentSource, DocumentWriter } from "./document-writer.ts";
import { toVersion30 } from "./down-convert.ts";
import type { OpenAPIDocument } from "./json.ts";

/** Versions of OpenAPI that a document can be had in. */
export type DocumentVersion = "3.1" | "3.0";

/** Which form of the OpenAPI document is wanted. */
export interface DocumentRequest {
  /** Default `"3.1"`. */
  version?: DocumentVersion;
  /** The path that the app stands below: goes before `servers`. Default none. */
  rootPath?: string;
}

/** A document as it is sent. */
export interface DocumentText {
  readonly text: string;
  readonly etag: string;
}

/** Root paths may come from a proxy's header: not every one of them is kept. */
const maxKept = 16;

/**
 * The documents of an app, written when first asked for and again when routes have come since. Owned by the app's run.
 */
export class Documents {
  readonly #source: DocumentSource;
  readonly #texts = new Map<string, DocumentText>();
  #routes = -1;

  constructor(source: DocumentSource) {
    this.#source = source;
  }

  /** @throws TypeError for a route that is wrong, another version, or an `openapi` option that returns no object. */
  get({ version = "3.1", rootPath = "" }: DocumentRequest): DocumentText {
    if (version !== "3.1" && version !== "3.0") {
      throw new TypeError(`openapi: there is no version ${JSON.stringify(version)}; there are 3.1 and 3.0`);
    }
    const { app } = this.#source;
    const routes = app.definitions.length + app.webhooks.definitions.length;
    if (routes !== this.#routes) this.#texts.clear();
    this.#routes = routes;
    const key = `${version} ${rootPath}`;
    let text = this.#texts.get(key);
    if (text === undefined) {
      const json = JSON.stringify(this.#write(version, rootPath));
      text = { text: json, etag: etagOf(json) };
      if (this.#texts.size >= maxKept) this.#texts.clear();
      this.#texts.set(key, text);
    }
    return text;
  }

  #write(version: DocumentVersion, rootPath: string): OpenAPIDocument {
    const written = new DocumentWriter(this.#source).write(rootPath);
    const { openapi } = this.#source.app.settings.document;
    const document: unknown = openapi === undefined ? written : openapi(written);
    if (typeof document !== "object" || document === null) {
      throw new TypeError("App: the function openapi returned no document: return the one it was given, or another");
    }
    return version === "3.0" ? toVersion30(document as OpenAPIDocument) : (document as OpenAPIDocument);
  }
}

/** An entity tag from a text: 53 bits are enough to tell a document from its last version. */
function etagOf(text: string): string {
  let low = 0xdeadbeef;
  let high = 0x41c6ce57;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    low = Math.imul(low ^ code, 2654435761);
    high = Math.imul(high ^ code, 1597334677);
  }
  low = Math.imul(low ^ (low >>> 16), 2246822507) ^ Math.imul(high ^ (high >>> 13), 3266489909);
  high = Math.imul(high ^ (high >>> 16), 2246822507) ^ Math.imul(low ^ (low >>> 13), 3266489909);
  return `"${(4294967296 * (2097151 & high) + (low >>> 0)).toString(36)}-${text.length.toString(36)}"`;
}

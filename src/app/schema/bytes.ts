import { type OwnSchema, ownSchema } from "./own.ts";

/** Options of `rawBody`. */
export interface RawBodyOptions {
  /** Media type in the document. Default `application/octet-stream`. */
  readonly mediaType?: string;
  /** Most bytes. Default: as many as a body may have. */
  readonly maxBytes?: number;
}

/** A body as it came: `body: rawBody()` hands the handler a `Uint8Array`. */
export function rawBody(options: RawBodyOptions = {}): OwnSchema<Uint8Array> {
  const { mediaType = "application/octet-stream", maxBytes = Number.POSITIVE_INFINITY } = options;
  const node = { type: "string", contentMediaType: mediaType, "x-flotilla": { native: "bytes", mediaType } } as const;
  return ownSchema(node, (value, path, issues) => {
    if (!(value instanceof Uint8Array)) issues.push({ path, message: "Expected bytes" });
    else if (value.byteLength > maxBytes) issues.push({ path, message: `Body is larger than ${maxBytes} bytes` });
  });
}

/** Options of `textBody`. */
export interface TextBodyOptions {
  /** Media type in the document. Default `text/plain`. */
  readonly mediaType?: string;
  /** Most UTF-16 code units. Default: as many as a body may have. */
  readonly maxLength?: number;
}

/** A body as text (UTF-8): `body: textBody()` hands the handler a string. */
export function textBody(options: TextBodyOptions = {}): OwnSchema<string> {
  const { mediaType = "text/plain", maxLength = Number.POSITIVE_INFINITY } = options;
  const node = { type: "string", "x-flotilla": { mediaType } } as const;
  return ownSchema(maxLength < Number.POSITIVE_INFINITY ? { ...node, maxLength } : node, (value, path, issues) => {
    if (typeof value !== "string") issues.push({ path, message: "Expected text" });
    else if (value.length > maxLength) issues.push({ path, message: `Text is longer than ${maxLength}` });
  });
}

import { readAll } from "../../core/body.ts";
import type { Exchange } from "../../core/exchange.ts";
import { HTTPError } from "../http-error.ts";
import type { FormLimits, FormPart, Platform, ReadForm } from "../platform/platform.ts";
import { ValidationError } from "../validation-error.ts";
import { jsonFault } from "./json-fault.ts";
import { parseUrlencoded } from "./urlencoded.ts";

/** How a route reads its body; `bytes` and `text` take it as it is, whatever its content type. */
export type BodyKind = "json" | "form" | "bytes" | "text";

/** A request's body as its route's readers take it. */
export type RequestBody =
  /** `value` is undefined where there is no body; a string that is no JSON value where the content type is another. */
  | { readonly kind: "json"; readonly value: unknown; readonly bytes: Uint8Array }
  | { readonly kind: "form"; readonly form: ReadForm }
  | { readonly kind: "raw"; readonly bytes: Uint8Array };

const decoder = new TextDecoder("utf-8", { fatal: true });
const lenientDecoder = new TextDecoder("utf-8");
const unreadable = "There was an error parsing the body";

/**
 * Reads and parses the body.
 * @throws ValidationError for malformed JSON; HTTPError 400 for what is no UTF-8, or a malformed form; FlotillaError from the carrier
 * (`body_too_large`, `client_closed`, …).
 */
export async function readRequestBody(
  exchange: Exchange,
  kind: BodyKind,
  strictContentType: boolean,
  limits: FormLimits,
  platform: Platform,
): Promise<RequestBody> {
  if (kind === "form") return { kind: "form", form: await readForm(exchange, limits, platform) };
  const bytes = exchange.bodyLength === 0 ? noBytes : await readAll(exchange);
  return parsedBody(exchange, kind, strictContentType, bytes);
}

/** The body of any kind but a form, once its bytes are there. @throws as `readRequestBody`. */
export function parsedBody(
  exchange: Exchange,
  kind: Exclude<BodyKind, "form">,
  strictContentType: boolean,
  bytes: Uint8Array,
): RequestBody {
  if (kind !== "json") return { kind: "raw", bytes };
  return { kind: "json", value: jsonValue(bytes, exchange.header("content-type"), strictContentType), bytes };
}

const noBytes = new Uint8Array(0);

function jsonValue(bytes: Uint8Array, contentType: string | undefined, strict: boolean): unknown {
  if (bytes.byteLength === 0) return undefined;
  if (!isJson(contentType, strict)) return lenientDecoder.decode(bytes);
  let text: string;
  try {
    text = decoder.decode(bytes);
  } catch (error) {
    throw new HTTPError(400, unreadable, undefined, { cause: error });
  }
  try {
    return JSON.parse(text);
  } catch {
    const { position, message } = jsonFault(text);
    const problem = {
      type: "json_invalid",
      loc: ["body", position],
      msg: "JSON decode error",
      input: {},
      ctx: { error: message },
    };
    throw new ValidationError([problem], text);
  }
}

/** `application/json` and `application/*+json`, any parameters. A missing type counts where `strict` is off (it allows CSRF). */
export function isJson(contentType: string | undefined, strict: boolean): boolean {
  if (contentType === undefined || contentType === "") return !strict;
  if (contentType === "application/json") return true;
  const end = contentType.indexOf(";");
  const type = (end === -1 ? contentType : contentType.slice(0, end)).trim().toLowerCase();
  return type === "application/json" || (type.startsWith("application/") && type.endsWith("+json"));
}

const noForm: ReadForm = { parts: [], cleanUp: () => Promise.resolve() };

async function readForm(exchange: Exchange, limits: FormLimits, platform: Platform): Promise<ReadForm> {
  const contentType = exchange.header("content-type") ?? "";
  const type = contentType.split(";", 1)[0].trim().toLowerCase();
  if (type === "multipart/form-data") {
    if (platform.multipart === undefined) throw new HTTPError(415, "This server reads no multipart forms");
    return await platform.multipart.read(exchange, contentType, limits);
  }
  if (type !== "application/x-www-form-urlencoded" || exchange.bodyLength === 0) return noForm;
  const pairs = parseUrlencoded(lenientDecoder.decode(await readAll(exchange)), limits.maxFields);
  const parts: FormPart[] = pairs.map(([name, value]) => ({ name, value }));
  return { parts, cleanUp: noForm.cleanUp };
}

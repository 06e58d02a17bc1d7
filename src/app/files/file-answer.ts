import { type Exchange, fieldValue } from "../../core/exchange.ts";
import { isBodiless } from "../../core/web-response.ts";
import { BodySource, type Packing, pumpPieces } from "../body-source.ts";
import { checkStatus } from "../http-error.ts";
import type { FileSystem, OpenFile, Platform } from "../platform/platform.ts";
import type { HeaderValues } from "../types.ts";
import { parseRange } from "./byte-ranges.ts";
import { multipartRanges } from "./byte-ranges-body.ts";
import { contentDisposition, type Disposition } from "./content-disposition.ts";
import { parseHttpDate } from "./http-date.ts";
import { mediaType, withCharset } from "./media-type.ts";
import { evaluatePreconditions, rangeApplies } from "./preconditions.ts";
import { validatorsOf } from "./validators.ts";

/** Options of `sendFile()`. */
export interface FileOptions {
  /** Name the client is to save it under. Default: none is told, and the client shows the file. */
  filename?: string;
  /** Default: by the ending of `filename` or of the path. Text gets `; charset=utf-8` unless it names a charset. */
  contentType?: string;
  /** Default `"attachment"` where a `filename` is given. */
  disposition?: Disposition;
  headers?: HeaderValues;
  /** Default: the route's. Any other than 200 sends the whole file, whatever the request's conditions and ranges are. */
  status?: number;
  /** Seconds a cache may use it without asking (`cache-control: max-age`). Default: nothing is said. */
  maxAge?: number;
}

/** A file up to this size is read whole and goes out with its head in one write. Bytes. */
const oneWriteBytes = 64 * 1024;

/** A smaller file is sent as it is: little is won. Bytes; as `compress()` does by default. */
const leastCodedBytes = 500;

/** Fields that describe the file itself, so that an answer without it (304, 412, 416) has none of them. */
const ofTheFile = new Set([
  "accept-ranges",
  "content-disposition",
  "content-encoding",
  "content-language",
  "content-type",
  "last-modified",
]);

/**
 * Answers with a file: `return sendFile("./report.pdf", { filename: "report.pdf" })`. With `etag`, `last-modified` and
 * `accept-ranges`; conditions (RFC 9110 section 13) and single or several ranges (section 14) are honoured for GET and HEAD. The file is
 * opened when it is sent; a missing one is then the app's own error (500), as in FastAPI.
 * @throws RangeError for a bad status, TypeError for a `maxAge` that is no number of seconds.
 */
export function sendFile(path: string | URL, options: FileOptions = {}): FileAnswer {
  return new FileAnswer(path, options);
}

/** What `sendFile` returns. Made by a handler, or by StaticFiles; owns the open file while it is sent. */
export class FileAnswer extends BodySource {
  readonly path: string;
  readonly contentType: string;
  readonly #own: readonly string[];

  constructor(path: string | URL, options: FileOptions) {
    super(options.status === undefined ? undefined : checkStatus(options.status), options.headers);
    const { filename, disposition, maxAge } = options;
    this.path = String(path);
    this.contentType =
      options.contentType === undefined ? mediaType(filename ?? this.path) : withCharset(options.contentType);
    const own = ["accept-ranges", "bytes"];
    if (filename !== undefined || disposition !== undefined) {
      own.push("content-disposition", contentDisposition(disposition ?? "attachment", filename));
    }
    if (maxAge !== undefined) {
      if (!Number.isSafeInteger(maxAge) || maxAge < 0) throw new TypeError("maxAge is a whole number of seconds");
      own.push("cache-control", `max-age=${maxAge}`);
    }
    this.#own = own;
  }

  override async send(
    exchange: Exchange,
    status: number,
    fields: string[],
    platform: Platform,
    packing?: Packing,
  ): Promise<void> {
    const { files } = platform;
    if (files === undefined) throw new Error(`sendFile: there are no files on the platform "${platform.name}"`);
    if (exchange.closed) return;
    const file = await this.open(files);
    try {
      if (file.stat.kind !== "file") throw new Error(`File at path ${this.path} is not a file.`);
      await this.#answer(exchange, status, fields, file, platform, packing);
    } finally {
      await file.close();
    }
  }

  protected async open(files: FileSystem): Promise<OpenFile> {
    try {
      return await files.open(files.absolute(this.path));
    } catch (error) {
      if ((error as { code?: unknown }).code !== "ENOENT") throw error;
      throw new Error(`File at path ${this.path} does not exist.`, { cause: error });
    }
  }

  async #answer(
    exchange: Exchange,
    status: number,
    fields: string[],
    file: OpenFile,
    platform: Platform,
    packing: Packing | undefined,
  ): Promise<void> {
    const { size } = file.stat;
    const validators = validatorsOf(file.stat);
    for (let i = 0; i < this.#own.length; i += 2) addDefault(fields, this.#own[i], this.#own[i + 1]);
    const lastModified = addDefault(fields, "last-modified", new Date(validators.modifiedMs).toUTCString());
    const etag = addDefault(fields, "etag", validators.etag);
    if (status === 200 && (exchange.method === "GET" || exchange.method === "HEAD")) {
      const current = { etag, modifiedMs: parseHttpDate(lastModified) ?? validators.modifiedMs };
      const verdict = evaluatePreconditions((name) => exchange.header(name), current);
      if (verdict === "not-modified") return exchange.send(304, withoutFile(fields), null);
      if (verdict === "failed") return refuse(exchange, 412, fields, "Precondition Failed");
      const range = exchange.header("range");
      if (range !== undefined && rangeApplies(exchange.header("if-range"), current, lastModified)) {
        const asked = parseRange(range, size);
        if (asked.kind === "malformed") return refuse(exchange, 400, fields, asked.message);
        if (asked.kind === "unsatisfiable") {
          return refuse(exchange, 416, [...fields, "content-range", `bytes */${size}`], "");
        }
        if (asked.kind === "ranges") {
          const [{ start, end }] = asked.ranges;
          if (asked.ranges.length === 1) {
            fields.push("content-range", `bytes ${start}-${end - 1}/${size}`);
            return sendRange(exchange, 206, fields, file, start, end);
          }
          const body = multipartRanges(file, asked.ranges, fieldValue(fields, "content-type") ?? this.contentType);
          set(fields, "content-type", body.contentType);
          return sendPieces(exchange, 206, fields, body.length, body.pieces);
        }
      }
    }
    const { compression } = platform;
    const isSmall = size < leastCodedBytes;
    if (
      packing === undefined ||
      compression === undefined ||
      isSmall ||
      fieldValue(fields, "content-encoding") !== undefined
    ) {
      return sendRange(exchange, status, fields, file, 0, size);
    }
    const { coding, levels } = packing;
    encode(fields, coding, etag);
    return sendPieces(exchange, status, fields, null, compression.stream(file.read(0, size), coding, levels));
  }
}

/** Compressed bytes are another representation: a weak tag, no ranges of it. */
function encode(fields: string[], coding: string, etag: string): void {
  fields.push("content-encoding", coding);
  set(fields, "etag", etag.startsWith("W/") ? etag : `W/${etag}`);
  const at = indexOf(fields, "accept-ranges");
  if (at !== -1) fields.splice(at, 2);
  const vary = fieldValue(fields, "vary");
  if (vary === undefined) fields.push("vary", "accept-encoding");
  else if (!/(?:^|,)\s*(?:\*|accept-encoding)\s*(?:,|$)/i.test(vary)) set(fields, "vary", `${vary}, accept-encoding`);
}

async function sendRange(
  exchange: Exchange,
  status: number,
  fields: string[],
  file: OpenFile,
  start: number,
  end: number,
): Promise<void> {
  if (exchange.method === "HEAD" || isBodiless(status) || end - start > oneWriteBytes) {
    return sendPieces(exchange, status, fields, end - start, file.read(start, end));
  }
  const body = new Uint8Array(end - start);
  let position = 0;
  for await (const piece of file.read(start, end)) {
    body.set(piece, position);
    position += piece.byteLength;
  }
  exchange.send(status, fields, body);
}

async function sendPieces(
  exchange: Exchange,
  status: number,
  fields: string[],
  length: number | null,
  pieces: AsyncIterable<Uint8Array | string>,
): Promise<void> {
  if (isBodiless(status)) return exchange.send(status, withoutFile(fields), null);
  exchange.begin(status, fields, length);
  if (exchange.method === "HEAD") exchange.end();
  else await pumpPieces(exchange, pieces);
}

function refuse(exchange: Exchange, status: number, fields: readonly string[], text: string): void {
  exchange.send(status, ["content-type", "text/plain; charset=utf-8", ...withoutFile(fields)], text);
}

function withoutFile(fields: readonly string[]): string[] {
  const kept: string[] = [];
  for (let i = 0; i < fields.length; i += 2) if (!ofTheFile.has(fields[i])) kept.push(fields[i], fields[i + 1]);
  return kept;
}

/** Adds a field unless there is one of its name; returns the value that stands. */
function addDefault(fields: string[], name: string, value: string): string {
  const present = fieldValue(fields, name);
  if (present === undefined) fields.push(name, value);
  return present ?? value;
}

function set(fields: string[], name: string, value: string): void {
  const at = indexOf(fields, name);
  if (at === -1) fields.push(name, value);
  else fields[at + 1] = value;
}

function indexOf(fields: readonly string[], name: string): number {
  for (let i = 0; i < fields.length; i += 2) if (fields[i] === name) return i;
  return -1;
}

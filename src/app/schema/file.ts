import type { SchemaNode } from "./node.ts";
import { type Check, type OwnSchema, ownSchema } from "./own.ts";
import { arrayOf } from "./shapes.ts";

/** Options of `file`. */
export interface UploadOptions {
  /** Most bytes of the file. Default: as many as the body may have. */
  readonly maxBytes?: number;
  /** Media types that are taken, e.g. `["image/png", "image/*"]`: what the client says of the file, not what is in it. Default: all. */
  readonly types?: readonly string[];
}

/** Options of `fileList`. */
export interface UploadListOptions extends UploadOptions {
  /** Fewest files. Default 0. */
  readonly min?: number;
  /** Most files. Default: as many as the form may have. */
  readonly max?: number;
}

/** An uploaded file, as the web's `File`. Inside a zod schema `z.file()` says the same. */
export function file(options: UploadOptions = {}): OwnSchema<File> {
  return ownSchema(fileNode(options), fileCheck(options));
}

/** Several files under one name. */
export function fileList(options: UploadListOptions = {}): OwnSchema<File[]> {
  const { min = 0, max = Number.POSITIVE_INFINITY } = options;
  const checkFile = fileCheck(options);
  const node = arrayOf(fileNode(options));
  if (min > 0) node.minItems = min;
  if (max < Number.POSITIVE_INFINITY) node.maxItems = max;
  return ownSchema(node, (value, path, issues) => {
    if (!Array.isArray(value)) {
      issues.push({ path, message: "Expected a list of files" });
      return;
    }
    if (value.length < min) issues.push({ path, message: `Expected at least ${count(min)}` });
    if (value.length > max) issues.push({ path, message: `Expected at most ${count(max)}` });
    value.forEach((item, index) => {
      checkFile(item, [...path, index], issues);
    });
  });
}

const count = (files: number): string => `${files} ${files === 1 ? "file" : "files"}`;

/** As FastAPI (0.165) writes an `UploadFile`. */
function fileNode({ types }: UploadOptions): SchemaNode {
  const [type = "application/octet-stream", ...others] = types ?? [];
  const isOne = others.length === 0 && !type.includes("*");
  return {
    type: "string",
    contentMediaType: isOne ? type : "application/octet-stream",
    "x-flotilla": { native: "file" },
  };
}

function fileCheck({ maxBytes = Number.POSITIVE_INFINITY, types }: UploadOptions): Check {
  return (value, path, issues) => {
    if (!(value instanceof File)) issues.push({ path, message: "Expected a file" });
    else if (value.size > maxBytes) issues.push({ path, message: `File is larger than ${maxBytes} bytes` });
    else if (types !== undefined && !types.some((type) => matches(type, value.type))) {
      issues.push({
        path,
        message: `File type ${value.type || "is missing"}${value.type && " is not taken"}: ${types.join(", ")}`,
      });
    }
  };
}

/** Media types without their parameters; `image/*` is every image. Names are case-insensitive (RFC 9110, section 8.3.1). */
function matches(wanted: string, given: string): boolean {
  const end = given.indexOf(";");
  const type = (end < 0 ? given : given.slice(0, end)).trim().toLowerCase();
  const name = wanted.toLowerCase();
  return name === "*/*" || name === type || (name.endsWith("/*") && type.startsWith(name.slice(0, -1)));
}

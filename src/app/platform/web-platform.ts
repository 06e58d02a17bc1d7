import { bodyStream } from "../../core/body.ts";
import { formErrors } from "../inputs/form-limits.ts";
import type { Coding, Compression, FormLimits, FormPart, MultipartReader, Platform, ReadForm } from "./platform.ts";

/**
 * Forms by the web platform's own `formData()`. It keeps everything in memory, so that here the limits are looked at afterwards and only
 * the limit of the body (`maxBodyBytes`) keeps a form small.
 */
const webMultipart: MultipartReader = {
  async read(exchange, contentType, limits) {
    if (!/;\s*boundary=[^\s;]/i.test(contentType)) throw formErrors.noBoundary();
    // No body at all is a form without fields, as Starlette has it; `formData()` misses the boundary.
    if (exchange.bodyLength === 0) return readForm([]);
    const watched = watch(bodyStream(exchange));
    let data: FormData;
    try {
      data = await new Response(watched.stream, { headers: { "content-type": contentType } }).formData();
    } catch (error) {
      // A body over the limit, or a client that left, keeps its own error. Node's parser throws a TypeError, Bun's an Error.
      throw watched.failure() ?? formErrors.malformed(error);
    }
    const parts = [...data].map(([name, value]) => ({ name, value }));
    checkLimits(parts, limits);
    return readForm(parts);
  },
};

/** The stream, and what it failed with: `formData()` says only that it did. */
function watch(body: ReadableStream<Uint8Array>): { stream: ReadableStream<Uint8Array>; failure: () => unknown } {
  const reader = body.getReader();
  let failure: unknown;
  const stream = new ReadableStream<Uint8Array>({
    async pull(controller) {
      try {
        const { done, value } = await reader.read();
        if (done) controller.close();
        else controller.enqueue(value);
      } catch (error) {
        failure = error;
        controller.error(error);
      }
    },
    cancel: (reason) => reader.cancel(reason),
  });
  return { stream, failure: () => failure };
}

function readForm(parts: readonly FormPart[]): ReadForm {
  return { parts, cleanUp: async () => {} };
}

function checkLimits(parts: readonly FormPart[], limits: FormLimits): void {
  const encoder = new TextEncoder();
  let files = 0;
  let fields = 0;
  let total = 0;
  for (const { name, value } of parts) {
    if (typeof value !== "string") {
      if (++files > limits.maxFiles) throw formErrors.tooManyFiles(limits.maxFiles);
      continue;
    }
    if (++fields > limits.maxFields) throw formErrors.tooManyFields(limits.maxFields);
    const size = encoder.encode(value).byteLength;
    if (size > limits.maxFieldBytes) throw formErrors.fieldTooLarge(limits.maxFieldBytes);
    total += size + name.length;
    if (total > limits.maxFieldsBytes) throw formErrors.fieldsTooLarge(limits.maxFieldsBytes);
  }
}

const webCompression: Compression = {
  codings: ["gzip", "deflate"],
  async compress(body, coding) {
    const stream = new Response(body as Uint8Array<ArrayBuffer>).body as ReadableStream<Uint8Array<ArrayBuffer>>;
    return new Uint8Array(await new Response(stream.pipeThrough(compressor(coding))).arrayBuffer());
  },
  async *stream(body, coding) {
    const { readable, writable } = compressor(coding);
    const writer = writable.getWriter();
    const reader = readable.getReader();
    const iterator = body[Symbol.asyncIterator]();
    const feed = async () => {
      for (;;) {
        const { done, value } = await iterator.next();
        if (done) break;
        await writer.write(value as Uint8Array<ArrayBuffer>);
      }
      await writer.close();
    };
    const fed = feed().catch((error: unknown) => writer.abort(error));
    try {
      for (;;) {
        const { done, value } = await reader.read();
        if (done) break;
        yield value;
      }
    } finally {
      await reader.cancel().catch(() => {});
      await iterator.return?.();
      await fed;
    }
  },
};

function compressor(coding: Coding): CompressionStream {
  if (coding !== "gzip" && coding !== "deflate") throw new TypeError(`the web platform has no ${coding}`);
  return new CompressionStream(coding);
}

/** What an app can do where it is served by somebody else through `app.fetch`: no files, offload or sockets. */
export const webPlatform: Platform = {
  name: "web",
  multipart: webMultipart,
  compression: webCompression,
};

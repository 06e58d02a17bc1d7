import { Busboy, type BusboyFileStream, type BusboyInstance } from "@fastify/busboy";
import { formErrors } from "../../app/inputs/form-limits.ts";
import type { FormLimits, FormPart, MultipartReader, ReadForm } from "../../app/platform/platform.ts";
import type { BodySink, Exchange } from "../../core/exchange.ts";
import { type MemoryBudget, Upload, UploadFolder } from "./upload.ts";

/** Bytes of the header lines of one part, and how many there may be. A name is part of them. */
const partHeaderBytes = 16 * 1024;
const partHeaderLines = 64;

/** Forms for the app: text in memory, files in memory or on disk. */
export const nodeMultipart: MultipartReader = {
  read: (exchange, contentType, limits) => new FormReading(exchange, limits).run(contentType),
};

interface WritablePart {
  readonly name: string;
  value: string | File;
}

/**
 * The reading of one form. Made for it; owns the parser and, until the form is read, what is on disk. The socket waits for the
 * parser, the parser for the disk, and each file for the one before it: the parser hands out small ones by the hundred, and
 * a form of 1 MiB would open a thousand files at once (264 MB of buffers; twenty such forms took every descriptor).
 */
class FormReading implements BodySink {
  readonly #exchange: Exchange;
  readonly #limits: FormLimits;
  readonly #folder = new UploadFolder();
  readonly #budget: MemoryBudget;
  readonly #parts: WritablePart[] = [];
  /** The last file begun. */
  #upload: Promise<void> = Promise.resolve();
  /** Files whose bytes are to be taken, the first of them now. */
  #unread = 0;
  readonly #streams = new Set<BusboyFileStream>();
  #parser!: BusboyInstance;
  #settle!: { resolve: (form: ReadForm) => void; reject: (reason: unknown) => void };
  #textBytes = 0;
  #begun = false;
  #failed = false;
  /** The parser has more than it wants. */
  #full = false;
  /** The carrier was told to pause. */
  #paused = false;

  constructor(exchange: Exchange, limits: FormLimits) {
    this.#exchange = exchange;
    this.#limits = limits;
    this.#budget = { left: limits.memoryBytes };
  }

  run(contentType: string): Promise<ReadForm> {
    return new Promise((resolve, reject) => {
      this.#settle = { resolve, reject };
      try {
        this.#parser = this.#makeParser(contentType);
      } catch {
        reject(formErrors.noBoundary());
        return;
      }
      this.#exchange.readBody(this);
    });
  }

  #makeParser(contentType: string): BusboyInstance {
    const { maxFiles, maxFields, maxFieldBytes } = this.#limits;
    const parser = new Busboy({
      headers: { "content-type": contentType },
      // As Starlette tells them; busboy's own rule makes a file of nameless octets too.
      isPartAFile: (_field, _type, filename) => filename !== undefined,
      preservePath: true,
      limits: {
        files: maxFiles,
        fields: maxFields,
        fieldSize: maxFieldBytes,
        // One more, so that those two are met first; this one ends a flood of parts that are neither.
        parts: maxFiles + maxFields + 1,
        headerSize: partHeaderBytes,
        headerPairs: partHeaderLines,
      },
    });
    parser.on("field", (name, value, _nameCut, cut) => this.#field(name, value, cut));
    parser.on("file", (name, stream, filename, _encoding, type) => this.#file(name, stream, filename, type));
    parser.on("filesLimit", () => this.#fail(formErrors.tooManyFiles(maxFiles)));
    parser.on("fieldsLimit", () => this.#fail(formErrors.tooManyFields(maxFields)));
    parser.on("partsLimit", () => this.#fail(formErrors.tooManyFields(maxFields)));
    parser.on("finish", () => void this.#finish());
    parser.on("error", () => this.#fail(formErrors.malformed()));
    parser.on("drain", () => {
      this.#full = false;
      this.#resume();
    });
    return parser;
  }

  onData(chunk: Uint8Array): boolean {
    // What comes after a failure stays with the carrier, which knows how to get rid of it.
    if (this.#failed) return false;
    this.#begun = true;
    this.#full = !this.#parser.write(chunk);
    this.#paused = this.#full || this.#unread > 1;
    return !this.#paused && !this.#failed;
  }

  #resume(): void {
    if (!this.#paused || this.#full || this.#unread > 1 || this.#failed) return;
    this.#paused = false;
    this.#exchange.resumeBody();
  }

  onEnd(): void {
    if (this.#failed) return;
    // No body at all is a form without fields, as Starlette has it; busboy misses the boundary.
    if (this.#begun) this.#parser.end();
    else void this.#finish();
  }

  onError(error: Error): void {
    this.#fail(error);
  }

  #field(name: string | undefined, value: string, cut: boolean): void {
    if (this.#failed) return;
    const { maxFieldBytes, maxFieldsBytes } = this.#limits;
    if (name === undefined) return this.#fail(formErrors.noName());
    if (cut) return this.#fail(formErrors.fieldTooLarge(maxFieldBytes));
    this.#textBytes += Buffer.byteLength(value) + name.length;
    if (this.#textBytes > maxFieldsBytes) return this.#fail(formErrors.fieldsTooLarge(maxFieldsBytes));
    this.#parts.push({ name, value });
  }

  #file(name: string | undefined, stream: BusboyFileStream, filename: string, type: string): void {
    // A part cut off by the end of the body is told so, whether it is still read or not.
    stream.on("error", () => {});
    if (this.#failed || name === undefined) {
      stream.resume();
      this.#fail(formErrors.noName());
      return;
    }
    const part: WritablePart = { name, value: "" };
    this.#parts.push(part);
    this.#streams.add(stream);
    const upload = new Upload(filename, type, this.#budget, this.#folder);
    const before = this.#upload;
    this.#unread++;
    const received =
      this.#unread === 1 ? this.#receive(stream, upload, part) : before.then(() => this.#receive(stream, upload, part));
    this.#upload = received.then(
      () => this.#done(),
      (error: unknown) => this.#fail(error),
    );
  }

  #done(): void {
    this.#unread--;
    this.#resume();
  }

  async #receive(stream: BusboyFileStream, upload: Upload, part: WritablePart): Promise<void> {
    if (this.#failed) return;
    try {
      for await (const piece of stream) {
        const written = upload.add(piece as Uint8Array);
        if (written !== undefined) await written;
      }
      part.value = await upload.finish();
    } catch (error) {
      await upload.abandon();
      throw error;
    } finally {
      this.#streams.delete(stream);
    }
  }

  async #finish(): Promise<void> {
    await this.#upload;
    if (this.#failed) return;
    const parts: readonly FormPart[] = this.#parts;
    this.#settle.resolve({ parts, cleanUp: () => this.#folder.remove() });
  }

  /** Ends the reading, once: nothing is left on disk by the time the caller is told. */
  #fail(reason: unknown): void {
    if (this.#failed) return;
    this.#failed = true;
    for (const stream of this.#streams) stream.destroy();
    void this.#abandon(reason);
  }

  async #abandon(reason: unknown): Promise<void> {
    await this.#upload;
    try {
      await this.#folder.remove();
    } finally {
      this.#settle.reject(reason);
    }
  }
}

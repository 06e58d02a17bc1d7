import { type FileHandle, mkdtemp, open, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { diskFile } from "./disk-file.ts";

/** Bytes gathered before one write to disk. */
const writeBytes = 256 * 1024;
const firstBytes = 4 * 1024;

/**
 * Where the files of one form go that are too large for memory: a folder of its own that only this user may enter, made when
 * first needed. Owned by the reading of the form, then by the form; ends with `remove`.
 */
export class UploadFolder {
  #made: Promise<string> | undefined;
  #files = 0;

  /** Path for the next file. */
  async next(): Promise<string> {
    this.#made ??= mkdtemp(join(tmpdir(), "flotilla-upload-"));
    return join(await this.#made, String(this.#files++));
  }

  async remove(): Promise<void> {
    const made = this.#made;
    this.#made = undefined;
    // A folder that could not be made has nothing to remove.
    const path = await made?.catch(() => undefined);
    if (path !== undefined) await rm(path, { recursive: true, force: true });
  }
}

/** Memory that the files of one form share. */
export interface MemoryBudget {
  /** Bytes that may still be taken. */
  left: number;
}

/**
 * One file while it arrives: in memory as long as the budget lasts, then on disk. Made for a part, ends with `finish` or `abandon`.
 *
 * Pieces are copied into one buffer: a client that sends single bytes in chunks of their own would otherwise have us keep an
 * object of 100 bytes for each, or write each to disk by itself.
 */
export class Upload {
  readonly #name: string;
  readonly #type: string;
  readonly #budget: MemoryBudget;
  readonly #folder: UploadFolder;
  #buffer: Uint8Array<ArrayBuffer> = new Uint8Array(0);
  /** Bytes in the buffer. */
  #held = 0;
  #disk: { readonly handle: FileHandle; readonly path: string } | undefined;
  #written = 0;

  constructor(name: string, type: string, budget: MemoryBudget, folder: UploadFolder) {
    this.#name = name;
    this.#type = type;
    this.#budget = budget;
    this.#folder = folder;
  }

  /** Takes a piece. A promise means: no more before it resolves. */
  add(piece: Uint8Array): Promise<void> | undefined {
    if (this.#disk !== undefined) return this.#write(piece);
    if (piece.byteLength > this.#budget.left) return this.#toDisk(piece);
    this.#budget.left -= piece.byteLength;
    this.#keep(piece);
    return undefined;
  }

  #keep(piece: Uint8Array): void {
    const size = this.#held + piece.byteLength;
    if (size > this.#buffer.byteLength) {
      const grown = new Uint8Array(Math.max(size, this.#buffer.byteLength * 2, firstBytes));
      grown.set(this.#buffer.subarray(0, this.#held));
      this.#buffer = grown;
    }
    this.#buffer.set(piece, this.#held);
    this.#held = size;
  }

  async #toDisk(piece: Uint8Array): Promise<void> {
    const path = await this.#folder.next();
    this.#disk = { handle: await open(path, "wx", 0o600), path };
    const held = this.#held;
    await this.#flush();
    this.#buffer = new Uint8Array(writeBytes);
    this.#budget.left += held;
    await this.#write(piece);
  }

  #write(piece: Uint8Array): Promise<void> | undefined {
    if (this.#held + piece.byteLength <= this.#buffer.byteLength) {
      this.#keep(piece);
      return undefined;
    }
    return this.#writeThrough(piece);
  }

  async #writeThrough(piece: Uint8Array): Promise<void> {
    await this.#flush();
    if (piece.byteLength < this.#buffer.byteLength) this.#keep(piece);
    else await this.#toFile(piece);
  }

  async #flush(): Promise<void> {
    const held = this.#held;
    this.#held = 0;
    if (held > 0) await this.#toFile(this.#buffer.subarray(0, held));
  }

  async #toFile(bytes: Uint8Array): Promise<void> {
    // Not `write`, which may write less.
    await this.#disk?.handle.writeFile(bytes);
    this.#written += bytes.byteLength;
  }

  /** The file, all of which has been added. */
  async finish(): Promise<File> {
    const disk = this.#disk;
    if (disk === undefined) return new File([this.#buffer.subarray(0, this.#held)], this.#name, { type: this.#type });
    await this.#flush();
    await disk.handle.close();
    return diskFile(disk.path, this.#written, this.#name, this.#type);
  }

  /** The rest will not come. The folder removes what is on disk. */
  async abandon(): Promise<void> {
    await this.#disk?.handle.close();
  }
}

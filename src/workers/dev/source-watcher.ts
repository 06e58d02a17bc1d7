import { type FSWatcher, watch } from "node:fs";
import { dirname, extname, join } from "node:path";
import { hashOf } from "../transpile/cache.ts";

/** Longest time between two events of one save, e.g. truncate and write, or several files. Milliseconds. */
const settleMs = 20;
/** A file that is gone may be half of a save by renaming: looked at again after this. Milliseconds. */
const goneMs = 60;

const sourceEndings = new Set([".ts", ".mts", ".cts", ".tsx", ".js", ".mjs", ".cjs", ".jsx", ".json"]);

/** What a watcher tells. */
export interface WatchEvents {
  /** A source may have changed: the first event of a save. */
  touched(): void;
  /** The save is over. `changed` are the sources whose content differs; empty if none does. */
  settled(changed: readonly string[]): void;
}

/**
 * Watches the sources of an app: the folders they are in, so that editors that save by renaming are seen too. Not
 * `fs.watch` recursive: on Linux, Node 20 puts a watch on every single file below, node_modules and all.
 */
export class SourceWatcher {
  private readonly events: WatchEvents;
  private readonly watchers = new Map<string, FSWatcher>();
  private hashes: ReadonlyMap<string, string> = new Map();
  /** The last build failed: any source beside those it saw may be what it lacks. */
  private anySource = false;
  private readonly touched = new Set<string>();
  private timer: NodeJS.Timeout | null = null;

  constructor(events: WatchEvents) {
    this.events = events;
  }

  /** Watches `files` (path → hash of the content in use) and, with `anySource`, every source in their folders and `folders`. */
  follow(files: ReadonlyMap<string, string>, folders: Iterable<string>, anySource: boolean): void {
    this.hashes = files;
    this.anySource = anySource;
    const wanted = new Set([...files.keys()].map((file) => dirname(file)));
    if (anySource) for (const folder of folders) wanted.add(folder);
    for (const [folder, watcher] of this.watchers) {
      if (wanted.has(folder)) continue;
      watcher.close();
      this.watchers.delete(folder);
    }
    for (const folder of wanted) {
      if (this.watchers.has(folder)) continue;
      try {
        const watcher = watch(folder, (_event, name) => this.event(folder, name));
        // The folder was removed: the next build says what is missing.
        watcher.on("error", () => {});
        this.watchers.set(folder, watcher);
      } catch {
        // It does not exist (yet).
      }
    }
    // Saved while the build that saw the older content ran.
    for (const [file, hash] of files) if (hashOf(file) !== hash) this.touch(file);
  }

  close(): void {
    for (const watcher of this.watchers.values()) watcher.close();
    this.watchers.clear();
    if (this.timer !== null) clearTimeout(this.timer);
  }

  private event(folder: string, name: string | null): void {
    if (name === null) {
      for (const file of this.hashes.keys()) if (dirname(file) === folder) this.touch(file);
      return;
    }
    const file = join(folder, name);
    if (this.hashes.has(file) || (this.anySource && sourceEndings.has(extname(file)))) this.touch(file);
  }

  private touch(file: string): void {
    if (this.touched.size === 0) this.events.touched();
    this.touched.add(file);
    if (this.timer !== null) clearTimeout(this.timer);
    this.timer = setTimeout(() => this.settle(true), settleMs);
  }

  private settle(first: boolean): void {
    const now = new Map([...this.touched].map((file) => [file, hashOf(file)]));
    if (first && [...now.values()].includes("")) {
      this.timer = setTimeout(() => this.settle(false), goneMs);
      return;
    }
    this.timer = null;
    this.touched.clear();
    this.events.settled([...now].filter(([file, hash]) => this.hashes.get(file) !== hash).map(([file]) => file));
  }
}

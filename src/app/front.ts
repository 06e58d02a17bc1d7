import type { Uses } from "./dependency.ts";
import { StaticFiles, type StaticOptions } from "./files/static-files.ts";
import { type Layer, layerOf } from "./layer.ts";

/** Options of `static` and `frontend`. */
export interface MountedStaticOptions extends Omit<StaticOptions, "directory"> {
  /** Dependencies that run before a file is answered. */
  use?: Uses;
  /** A missing folder is an error at start. Default true. */
  checkDirectory?: boolean;
}

/** A folder of files below a path, as it was declared. Immutable: an include makes another one below its prefix. */
export class Front {
  /** Empty for the root. */
  readonly prefix: string;
  readonly files: StaticFiles;
  readonly check: boolean;
  readonly layers: readonly Layer[];

  constructor(prefix: string, files: StaticFiles, check: boolean, layers: readonly Layer[]) {
    this.prefix = prefix;
    this.files = files;
    this.check = check;
    this.layers = layers;
  }

  below(prefix: string, layers: readonly Layer[]): Front {
    return new Front(prefix + this.prefix, this.files, this.check, [...layers, ...this.layers]);
  }
}

/**
 * What `static` and `frontend` were given. `kind` begins the messages.
 * @throws TypeError for a malformed prefix or option.
 */
export function frontOf(
  kind: "static" | "frontend",
  prefix: string,
  directory: string | URL,
  options: MountedStaticOptions,
): Front {
  if (!/^\/([^?#{}]*[^/?#{}])?$/.test(prefix)) {
    throw new TypeError(
      `${kind}: ${JSON.stringify(prefix)} must start with "/" and not end with it, and has no parameters`,
    );
  }
  const { use, checkDirectory = true, ...files } = options;
  const layer = layerOf(kind, "use" in options ? { use } : {});
  const root = prefix === "/" ? "" : prefix;
  return new Front(root, new StaticFiles({ ...files, directory }), checkDirectory, layer === undefined ? [] : [layer]);
}

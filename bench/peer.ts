import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

export type Category = "servers" | "orders" | "proxies";
export const categories: readonly Category[] = ["servers", "orders", "proxies"];

/** How a peer is started on one port. */
export interface Launch {
  readonly command: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
}

/** What a peer is told when it is started. */
export interface Site {
  /** Port of 127.0.0.1 to listen on. */
  readonly port: number;
  /** Port of the backend, for proxies. */
  readonly backend: number;
  /** An empty folder of its own, removed at the end. */
  readonly folder: string;
  /** Node binary for the peers that run on Node. */
  readonly node: string;
}

/** One program to measure: ours or another. */
export interface Peer {
  /** Name on the command line and in results. */
  readonly name: string;
  readonly label: string;
  readonly category: Category;
  /** Its version, null when it is not installed. */
  version(node: string): string | null;
  /** How to install it, shown when it is skipped. */
  readonly hint: string;
  launch(site: Site): Launch;
  /** What is measured where it is not `GET /hello`: a path, and wrk's script for it. */
  readonly request?: { readonly path: string; readonly script: string };
  /** Whether it collects garbage on SIGUSR2. */
  readonly collects: boolean;
}

export const benchFolder: string = dirname(fileURLToPath(import.meta.url));
export const packageFolder: string = join(benchFolder, "..");
/** Other projects' packages, put there by `--install`, ignored by git. */
export const peersFolder: string = join(benchFolder, ".peers");

export function program(name: string): string {
  return join(benchFolder, "programs", name);
}

/** The command line of a Node peer: same flags for all, so that garbage can be collected before memory is read. */
export function nodeCommand(node: string, file: string, ...rest: readonly string[]): string[] {
  return [node, "--expose-gc", "--import", program("gc.mjs"), file, ...rest];
}

/** Why ours cannot run yet, null when it can. */
export function builtFile(path: string): string | null {
  const file = join(packageFolder, "dist", path);
  return existsSync(file) ? file : null;
}

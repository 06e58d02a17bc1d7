import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import type { TestContext } from "node:test";
import { fileURLToPath } from "node:url";

export interface Child {
  readonly process: ChildProcess;
  /** All it printed so far. */
  readonly out: () => string;
  /** Waits for a line that starts with `word` and gives the rest of it; rejects if the child ends without one. */
  line(word: string): Promise<string>;
  /** Waits until the child ended; its exit code, or the signal's name. */
  exit(): Promise<number | string>;
}

/** Runs test/server/fixtures/<name>.ts with plain words as arguments. It is killed with the test. */
export function runFixture(
  t: TestContext,
  name: string,
  words: readonly string[] = [],
  stdio: readonly ("inherit" | "pipe" | "ipc" | number)[] = ["pipe", "pipe", "inherit", "ipc"],
  nodeOptions: readonly string[] = [],
): Child {
  const file = fileURLToPath(new URL(`./fixtures/${name}.ts`, import.meta.url));
  const child = spawn(process.execPath, [...nodeOptions, "--import", "tsx", file, ...words], { stdio: [...stdio] });
  t.after(() => child.kill("SIGKILL"));
  let out = "";
  let wake: () => void = () => {};
  let ended: number | string | null = null;
  child.stdout?.setEncoding("utf8").on("data", (data: string) => {
    out += data;
    wake();
  });
  child.once("close", (code, signal) => {
    ended = code ?? signal ?? "";
    wake();
  });
  return {
    process: child,
    out: () => out,
    async line(word) {
      for (;;) {
        const found = out.split("\n").find((line) => line.startsWith(`${word} `) || line === word);
        if (found !== undefined && out.includes(`${found}\n`)) return found.slice(word.length + 1);
        if (ended !== null) throw new Error(`the child ended (${ended}) without saying ${word}: ${out}`);
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
    },
    async exit() {
      if (ended === null) await once(child, "close");
      return ended ?? "";
    },
  };
}

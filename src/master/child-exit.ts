import type { ChildProcess } from "node:child_process";

/** How a child process ended. */
export interface Exit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

/** `exit code 1`, `signal SIGKILL`. */
export function describeExit(exit: Exit): string {
  return exit.signal === null ? `exit code ${exit.code}` : `signal ${exit.signal}`;
}

/**
 * Calls back once the process is gone and what it said last over IPC has been heard. That may come after its exit; it is
 * not waited for longer than 500 ms: a grandchild may hold the channel open.
 */
export function onceGone(child: ChildProcess, gone: (exit: Exit) => void): void {
  child.once("exit", (code, signal) => {
    const end = (): void => {
      clearTimeout(timer);
      child.off("disconnect", end);
      gone({ code, signal });
    };
    const timer = setTimeout(end, child.connected ? 500 : 0);
    if (child.connected) child.once("disconnect", end);
  });
}

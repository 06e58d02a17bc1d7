/** The one vocabulary for a worker, a replica, an upstream server and a deployment. */
export type Lifecycle = "starting" | "ready" | "draining" | "stopped" | "failed";

/** Exit codes of every command. */
export const exitCode = {
  ok: 0,
  /** Stopped by a fault while running. */
  failed: 1,
  /** A wrong option, file or value; nothing was started. */
  usage: 2,
  /** The app could not be loaded or its start-up work failed. */
  startFailed: 3,
} as const;

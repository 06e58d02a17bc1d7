/** What a signal to the master asks for. */
export interface SignalTarget {
  /** First SIGINT or SIGTERM: drain. */
  drain(signal: NodeJS.Signals): void;
  /** A second one: end now. */
  abort(signal: NodeJS.Signals): void;
}

/** One Ctrl-C may arrive twice: from the terminal, and passed on by npm or npx. */
const echoMs = 150;

/** Turns SIGINT and SIGTERM into a drain, and a second one into an immediate end. Returns what undoes it. */
export function onStopSignals(target: SignalTarget): () => void {
  let first: number | undefined;
  const listener = (signal: NodeJS.Signals): void => {
    const now = performance.now();
    if (first === undefined) {
      first = now;
      target.drain(signal);
    } else if (now - first >= echoMs) {
      target.abort(signal);
    }
  };
  const signals: NodeJS.Signals[] = ["SIGINT", "SIGTERM"];
  for (const signal of signals) process.on(signal, listener);
  return () => {
    for (const signal of signals) process.off(signal, listener);
  };
}

/** An error for the log: its stack, and those of its causes. */
export function describeError(error: unknown): string {
  if (!(error instanceof Error)) return `thrown: ${safeText(error)}`;
  let text = error.stack ?? `${error.name}: ${error.message}`;
  let cause = error.cause;
  for (let depth = 0; depth < 4 && cause !== undefined; depth++) {
    text += `\ncaused by ${cause instanceof Error ? (cause.stack ?? String(cause)) : safeText(cause)}`;
    cause = cause instanceof Error ? cause.cause : undefined;
  }
  return text;
}

function safeText(value: unknown): string {
  try {
    return String(value);
  } catch {
    return "a value without text";
  }
}

import { type Clock, monotonicClock } from "../../core/clock.ts";
import { checkFieldName, checkOptions } from "../check-options.ts";
import type { Middleware } from "../middleware.ts";

/** Options of `timing`. */
export interface TimingOptions {
  /**
   * Field that tells the time until the answer was made: `Server-Timing: app;dur=` and milliseconds, which browsers show; any
   * other name gets seconds, as the tutorial's `x-process-time`. Default `"server-timing"`.
   */
  header?: string;
  /** For tests. */
  clock?: Clock;
}

/**
 * Tells the client how long its answer took to make. That also tells an attacker: whatever takes longer for a right guess shows.
 * @throws TypeError for an unknown option, or a header that can be none.
 */
export function timing(options: TimingOptions = {}): Middleware {
  checkOptions("timing", options, ["header", "clock"]);
  const { header = "server-timing", clock = monotonicClock } = options;
  checkFieldName("timing: header", header);
  const isServerTiming = header.toLowerCase() === "server-timing";
  return async function timing(context, next) {
    const started = clock.now();
    await next();
    const ms = clock.now() - started;
    const { headers } = context.reply;
    if (isServerTiming) headers.append(header, `app;dur=${ms.toFixed(2)}`);
    else headers.set(header, (ms / 1000).toFixed(6));
  };
}

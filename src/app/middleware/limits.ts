import { discardBody, fillReply, replyAnswer } from "../answer.ts";
import { checkNumber, checkOptions } from "../check-options.ts";
import { bodyLimitKey, exchangeOf, keepValue } from "../context.ts";
import { withDeadline } from "../deadline.ts";
import type { Middleware, NextAs } from "../middleware.ts";

/** Options of `bodyLimit`. */
export interface BodyLimitOptions {
  /** Most bytes of request body that are read; past it: 413. */
  maxBytes: number;
}

/**
 * Limits request bodies, in place of the server's limit and the app's (`maxBodyBytes`). A route's own `maxBodyBytes` goes before it. Counted as bytes arrive: no
 * more than that is ever held.
 * @throws TypeError for an unknown option.
 */
export function bodyLimit(options: BodyLimitOptions): Middleware {
  checkOptions("bodyLimit", options, ["maxBytes"], ["maxBytes"]);
  const { maxBytes } = options;
  checkNumber("bodyLimit: maxBytes", maxBytes, 0);
  return function bodyLimit(context, next) {
    exchangeOf(context).maxBodyBytes = maxBytes;
    keepValue(context, bodyLimitKey, true);
    return next();
  };
}

/** Options of `timeout`. */
export interface TimeoutOptions {
  /** Milliseconds until the answer must have begun. */
  ms: number;
}

/**
 * Answers 504 if what is inside takes longer, and aborts `context.signal`. What a handler does afterwards reaches nobody; its
 * dependencies are cleaned up when it ends. A stream that has begun may last. WebSockets are left alone.
 * @throws TypeError for an unknown option.
 */
export function timeout(options: TimeoutOptions): Middleware {
  checkOptions("timeout", options, ["ms"], ["ms"]);
  const { ms } = options;
  checkNumber("timeout: ms", ms, 0);
  return async function timeout(context, next) {
    if (exchangeOf(context).wantsUpgrade) return next();
    const inner = next as NextAs;
    const fork = await withDeadline(
      context,
      ms,
      async (own) => {
        await inner(own);
        return own;
      },
      (own) => discardBody(own.reply.body),
    );
    fillReply(context.reply, replyAnswer(fork.reply));
  };
}

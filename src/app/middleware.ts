import { type Answer, answerOf, fillReply } from "./answer.ts";
import type { Context } from "./context.ts";
import { headerListOf } from "./reply.ts";

/**
 * Runs around every request of an app. `next()` runs what is inside and resolves when `context.reply` holds the whole answer
 * (status, headers, body), whatever happened: errors are replies by then. To answer without `next()` return what a handler
 * would return.
 */
export type Middleware = (context: Context, next: () => Promise<void>) => unknown;

/** Answers an error that came out of a middleware. */
type Rescue = (error: unknown, context: Context) => Answer | Promise<Answer>;

/** Fills the context's reply. */
export type Chain = (context: Context) => Promise<void>;

/**
 * The middlewares around `core`, the first one outermost. Composed once, not for every request.
 */
export function compose(middlewares: readonly Middleware[], core: Chain, rescue: Rescue): Chain {
  return middlewares.reduceRight<Chain>((inner, middleware) => link(middleware, inner, rescue), core);
}

function link(middleware: Middleware, inner: Chain, rescue: Rescue): Chain {
  const title = middleware.name === "" ? "a middleware" : `middleware ${middleware.name}`;
  return async (context) => {
    let called = false;
    const before = headerListOf(context.reply).flat.slice();
    try {
      const result = await middleware(context, () => {
        if (called) throw new TypeError(`${title} called next() twice`);
        called = true;
        return inner(context);
      });
      const { reply } = context;
      if (result !== undefined) {
        if (called) throw new TypeError(`${title} returned an answer after next(): change context.reply instead`);
        fillReply(reply, await answerOf(result, 200, reply));
      } else if (reply.body === undefined) {
        throw new TypeError(`${title} neither called next() nor answered`);
      }
    } catch (error) {
      headerListOf(context.reply).restore(before);
      fillReply(context.reply, withFields(await rescue(error, context), before));
    }
  };
}

/** An error's answer, with what outer middlewares had set before. */
export function withFields(answer: Answer, before: readonly string[]): Answer {
  if (before.length === 0) return answer;
  const fields = [...answer.fields];
  for (let i = 0; i < before.length; i += 2) {
    if (!has(fields, before[i])) fields.push(before[i], before[i + 1]);
    else if (before[i] === "set-cookie" || before[i] === "vary") fields.push(before[i], before[i + 1]);
  }
  return { ...answer, fields };
}

function has(fields: readonly string[], name: string): boolean {
  for (let i = 0; i < fields.length; i += 2) if (fields[i] === name) return true;
  return false;
}

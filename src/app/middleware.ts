import { type Answer, answerOf, dropBody, fillReply } from "./answer.ts";
import { type Context, type Mark, markOf } from "./context.ts";

/**
 * Runs around every request of an app. `next()` runs what is inside and resolves when `context.reply` holds the whole answer
 * (status, headers, body), whatever happened: errors are replies by then. To answer without `next()` return what a handler
 * would return.
 */
export type Middleware = (context: Context, next: () => Promise<void>) => unknown;

/** Internal: what is inside may be given another context than the middleware's own; nothing waits for it then. */
export type NextAs = (fork?: Context) => Promise<void>;

/**
 * Internal: what a middleware does for the handshake of a WebSocket, which it does not run around: throws to refuse it. Runs
 * before the route's dependencies.
 */
export type Gate = (context: Context) => void;

const gates = new WeakMap<Middleware, Gate>();

export function withGate(middleware: Middleware, gate: Gate): Middleware {
  gates.set(middleware, gate);
  return middleware;
}

export function gatesOf(middlewares: readonly Middleware[]): Gate[] {
  return middlewares.map((middleware) => gates.get(middleware)).filter((gate) => gate !== undefined);
}

/** Answers an error that came out of a middleware; nothing goes with it that was set after the mark. */
type Rescue = (error: unknown, context: Context, mark: Mark) => Answer | Promise<Answer>;

/** Fills the context's reply. Never rejects. */
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
    const mark = markOf(context);
    let running: Promise<void> | undefined;
    let called = false;
    try {
      const result = await middleware(context, (fork?: Context) => {
        if (called) throw new TypeError(`${title} called next() twice`);
        called = true;
        return fork === undefined ? (running = inner(context)) : inner(fork);
      });
      const { reply } = context;
      if (result !== undefined) {
        if (typeof result === "function") {
          throw new TypeError(`${title} returned a function: call what makes it, as in app.middleware(cors())`);
        }
        if (called) throw new TypeError(`${title} returned an answer after next(): change context.reply instead`);
        fillReply(reply, await answerOf(result, 200, reply));
      } else if (reply.body === undefined) {
        if (!called) throw new TypeError(`${title} neither called next() nor answered`);
        // It did not wait for what it called; the answer does.
        await running;
      }
    } catch (error) {
      // What is inside fills the reply as well, and must not do so after us.
      await running;
      dropBody(context.reply.body, context);
      fillReply(context.reply, withFields(await rescue(error, context, mark), mark.fields));
    }
  };
}

/** An error's answer, with what outer middlewares had set before. */
export function withFields(answer: Answer, before: readonly string[]): Answer {
  if (before.length === 0 || before === answer.fields) return answer;
  const fields = [...answer.fields];
  for (let i = 0; i < before.length; i += 2) {
    const [name, value] = [before[i], before[i + 1]];
    const additive = name === "set-cookie" || name === "vary";
    if (!has(answer.fields, name, additive ? value : undefined)) fields.push(name, value);
  }
  return { ...answer, fields };
}

function has(fields: readonly string[], name: string, value: string | undefined): boolean {
  for (let i = 0; i < fields.length; i += 2) {
    if (fields[i] === name && (value === undefined || fields[i + 1] === value)) return true;
  }
  return false;
}

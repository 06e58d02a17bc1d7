import { FlotillaError } from "../core/errors.ts";
import { isThenable } from "../core/thenable.ts";
import { isBodiless } from "../core/web-response.ts";
import { type Answer, answerOf, jsonFields, jsonType } from "./answer.ts";
import { type Context, touchedReply } from "./context.ts";
import { answerFields } from "./fields.ts";
import { HTTPError } from "./http-error.ts";
import { toJson } from "./json.ts";
import { problemText } from "./problem-text.ts";
import { ValidationError } from "./validation-error.ts";

/** Answers errors of one kind: returns what a handler may return. Its default status is the error's. */
export type CatchHandler<E = unknown> = (error: E, context: Context) => unknown;

type ErrorClass = abstract new (...args: never) => Error;

/** RFC 9110 section 15.6.4. */
const overloadedFields: readonly string[] = Object.freeze([...jsonFields, "retry-after", "1"]);
const serverError: Answer = { status: 500, fields: jsonFields, body: '{"detail":"Internal Server Error"}' };

/** What errors are answered with. Created by the app; owned by it. */
export class ErrorAnswers {
  readonly #byClass = new Map<unknown, CatchHandler>();
  readonly #byStatus = new Map<number, CatchHandler>();

  /** @throws TypeError for a kind that is neither an error class nor a status from 400 to 599, or that has a handler. */
  add(kind: unknown, handler: unknown): void {
    if (typeof handler !== "function") throw new TypeError("catch: the handler is not a function");
    if (typeof kind === "number") {
      if (!Number.isInteger(kind) || kind < 400 || kind > 599) {
        throw new TypeError(`catch: ${kind} is not the status of an error: use an integer from 400 to 599`);
      }
      if (this.#byStatus.has(kind)) throw new TypeError(`catch: status ${kind} has a handler already`);
      this.#byStatus.set(kind, handler as CatchHandler);
      return;
    }
    if (kind !== Error && !(typeof kind === "function" && kind.prototype instanceof Error)) {
      throw new TypeError("catch: the first argument is neither a class of errors nor a status");
    }
    if (this.#byClass.has(kind)) throw new TypeError(`catch: ${(kind as ErrorClass).name} has a handler already`);
    this.#byClass.set(kind, handler as CatchHandler);
  }

  get isEmpty(): boolean {
    return this.#byClass.size === 0 && this.#byStatus.size === 0;
  }

  /** Whether an error is nobody's but the app's: logged, and answered with 500. */
  isUnexpected(error: unknown): boolean {
    if (error instanceof HTTPError || error instanceof ValidationError || ownFault(error) !== undefined) return false;
    return this.#classHandler(error)?.kind !== "own";
  }

  /** The answer for an error. Throws (or rejects) with what its handler throws. */
  answer(error: unknown, context: Context): Answer | Promise<Answer> {
    const handler = this.#handler(error);
    if (handler === undefined) return defaultAnswer(error);
    // A catch handler begins with the error's status, and nothing of what the failed handler had set.
    context.reply.status = statusOf(error);
    const result = handler(error, context);
    if (isThenable(result)) {
      return Promise.resolve(result).then((value) => answerOf(value, statusOf(error), touchedReply(context)));
    }
    return answerOf(result, statusOf(error), touchedReply(context));
  }

  #handler(error: unknown): CatchHandler | undefined {
    const byClass = this.#classHandler(error);
    if (byClass?.kind === "own") return byClass.handler;
    return this.#byStatus.get(statusOf(error)) ?? byClass?.handler;
  }

  /** The handler of the nearest class; `base` if that is Error itself, which stands for "everything else". */
  #classHandler(error: unknown): { kind: "own" | "base"; handler: CatchHandler } | undefined {
    if (!(error instanceof Error)) return undefined;
    let prototype: unknown = Object.getPrototypeOf(error);
    while (typeof prototype === "object" && prototype !== null) {
      const kind: unknown = (prototype as { constructor?: unknown }).constructor;
      const handler = this.#byClass.get(kind);
      if (handler !== undefined) return { kind: kind === Error ? "base" : "own", handler };
      if (kind === Error) break;
      prototype = Object.getPrototypeOf(prototype);
    }
    return undefined;
  }
}

/** The status an error is answered with unless a handler says otherwise. */
function statusOf(error: unknown): number {
  if (error instanceof HTTPError || error instanceof ValidationError) return error.status;
  return ownFault(error)?.status ?? 500;
}

/** @throws JsonError for a detail that JSON cannot express. */
function defaultAnswer(error: unknown): Answer {
  if (error instanceof HTTPError) return httpErrorAnswer(error);
  if (error instanceof ValidationError) {
    return { status: 422, fields: jsonFields, body: problemText(error.problems) };
  }
  const fault = ownFault(error);
  if (fault !== undefined) {
    const fields = fault.code === "overloaded" ? overloadedFields : jsonFields;
    return { status: fault.status, fields, body: toJson({ detail: fault.message }) };
  }
  return serverError;
}

function httpErrorAnswer(error: HTTPError): Answer {
  if (isBodiless(error.status))
    return { status: error.status, fields: answerFields(error.headers, null, undefined), body: null };
  const body = toJson({ detail: error.detail });
  const fields = error.headers === undefined ? jsonFields : answerFields(error.headers, jsonType, undefined);
  return { status: error.status, fields, body };
}

/**
 * The error of ours with an answer of its own that made a handler fail: the client's (a body over the limit; a fetch body may wrap it
 * as a cause), or that `offload()` had no thread or no time for the work.
 */
function ownFault(error: unknown): FlotillaError | undefined {
  let current = error;
  for (let depth = 0; depth < 4 && current instanceof Error; depth++) {
    if (current instanceof FlotillaError) {
      const { code, source } = current;
      return source === "client" || code === "overloaded" || code === "deadline_exceeded" ? current : undefined;
    }
    if (current instanceof HTTPError) return undefined;
    current = current.cause;
  }
  return undefined;
}

import type { Problem } from "./reader/problem.ts";

/**
 * A request whose inputs are not what the route declares: answered with 422 and `{"detail": […]}`. What `app.catch(422, …)` and
 * `app.catch(ValidationError, …)` get.
 */
export class ValidationError extends Error {
  readonly status = 422;
  /** What is wrong, in FastAPI's order: dependencies', path, query, headers, cookies, body. */
  readonly problems: readonly Problem[];
  /** The body as it was read: parsed JSON, or a form's fields. Undefined if the route reads none. */
  readonly body: unknown;

  constructor(problems: readonly Problem[], body?: unknown) {
    super(problems.map(({ loc, msg }) => `${loc.join(".")}: ${msg}`).join("; "));
    this.name = "ValidationError";
    this.problems = problems;
    this.body = body;
  }
}

/** A handler's value that is not what the route's `response` declares: a logged 500, nothing of the value is sent. */
export class ResponseValidationError extends Error {
  constructor(
    title: string,
    issues: readonly { readonly path: readonly (string | number)[]; readonly message: string }[],
  ) {
    const list = issues.map(({ path, message }) => `${path.length === 0 ? "" : `${path.join(".")}: `}${message}`);
    super(`${title}: what the handler returned is not what response declares: ${list.join("; ")}`);
    this.name = "ResponseValidationError";
  }
}

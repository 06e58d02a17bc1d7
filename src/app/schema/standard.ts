import type { Issue, Validate, Validated } from "./node.ts";

/** A Standard Schema's result (https://standardschema.dev, "FailureResult"): a step of a path is a key, or an object with one. */
interface Result {
  readonly value?: unknown;
  readonly issues?: readonly { readonly message: string; readonly path?: readonly unknown[] | undefined }[] | undefined;
}
interface Validating {
  readonly "~standard": { readonly validate: (value: unknown) => Result | Promise<Result> };
}

/** Validation through the interface that all libraries share. */
export function standardValidate(schema: unknown): Validate {
  const standard = (schema as Validating)["~standard"];
  return (value) => {
    const result = standard.validate(value);
    return result instanceof Promise ? result.then(validated) : validated(result);
  };
}

function validated({ value, issues }: Result): Validated {
  if (issues === undefined) return { ok: true, value };
  return { ok: false, issues: issues.map(({ path, message }) => issueOf(path, message)) };
}

/** An issue with its path as keys. */
export function issueOf(path: readonly unknown[] | undefined, message: string): Issue {
  return { path: Array.from(path ?? [], keyOf), message };
}

function keyOf(step: unknown): string | number {
  const key = typeof step === "object" && step !== null ? (step as { readonly key?: unknown }).key : step;
  return typeof key === "number" ? key : String(key);
}

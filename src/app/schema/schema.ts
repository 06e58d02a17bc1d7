/** A Standard Schema (https://standardschema.dev, version 1), as far as we use it: what every guest library's schemas are. */
export interface Schema<I = unknown, O = I> {
  readonly "~standard": {
    readonly version: 1;
    readonly vendor: string;
    readonly types?: { readonly input: I; readonly output: O } | undefined;
  };
}

/** What a caller may give for a schema, and what validation makes of it. */
export type InputOf<S> = S extends Schema ? NonNullable<S["~standard"]["types"]>["input"] : never;
/** What a schema gives: the value that a handler gets. */
export type OutputOf<S> = S extends Schema ? NonNullable<S["~standard"]["types"]>["output"] : never;

export function isSchema(value: unknown): value is Schema {
  if ((typeof value !== "object" && typeof value !== "function") || value === null) return false;
  const standard: unknown = (value as { readonly "~standard"?: unknown })["~standard"];
  return typeof standard === "object" && standard !== null && (standard as { version?: unknown }).version === 1;
}

/** One entry of a 422's `detail`: Pydantic's vocabulary, FastAPI's shape. Keys in the order they are sent. */
export interface Problem {
  type: string;
  loc: (string | number)[];
  msg: string;
  input: unknown;
  ctx?: { [name: string]: unknown };
}

/** Where a value came from: text is coerced by Pydantic's rules for strings, JSON by its lax rules for JSON. */
export type Origin = "text" | "json";

/**
 * Reads one value: returns what the schema's library is to validate (native types made, text coerced), or pushes what is
 * wrong to `problems` and returns `undefined`. `loc` is the place of the value and is not kept: copy it.
 */
export type Read = (value: unknown, loc: readonly (string | number)[], problems: Problem[]) => unknown;

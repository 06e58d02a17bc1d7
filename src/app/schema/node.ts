/**
 * JSON Schema (2020-12) as far as we write and read it, with what JSON Schema cannot say under one key of ours. Made by a
 * library's adapter, read by the reader (coercion and 422s) and by the OpenAPI writer (which leaves our key out).
 */
export interface SchemaNode {
  /**
   * `#/$defs/NAME` only: the description it belongs to has the definitions. Beside it stand only words about this use of the
   * model (title, description, default, examples, deprecated) and our own key, never a constraint.
   */
  $ref?: string;
  type?: TypeName | TypeName[];
  enum?: unknown[];
  const?: unknown;
  /** Only what the user gave: no format's pattern, no bound of a number's safe range. */
  pattern?: string;
  format?: string;
  minLength?: number;
  maxLength?: number;
  minimum?: number;
  maximum?: number;
  exclusiveMinimum?: number;
  exclusiveMaximum?: number;
  multipleOf?: number;
  /** Keys as the handler sees them, in the order of the schema; the name on the wire may be another (`alias`). */
  properties?: { [name: string]: SchemaNode };
  required?: string[];
  /** `false` only where the schema forbids extra fields; a node for a record. */
  additionalProperties?: boolean | SchemaNode;
  propertyNames?: SchemaNode;
  minProperties?: number;
  maxProperties?: number;
  items?: SchemaNode | false;
  prefixItems?: SchemaNode[];
  minItems?: number;
  maxItems?: number;
  uniqueItems?: boolean;
  anyOf?: SchemaNode[];
  oneOf?: SchemaNode[];
  allOf?: SchemaNode[];
  not?: SchemaNode;
  discriminator?: { propertyName: string; mapping?: { [tag: string]: string } };
  contentEncoding?: string;
  contentMediaType?: string;
  title?: string;
  description?: string;
  default?: unknown;
  examples?: unknown[];
  deprecated?: boolean;
  readOnly?: boolean;
  writeOnly?: boolean;
  "x-flotilla"?: Annotation;
  /** What a user's metadata adds: goes into the document as it is. */
  [extension: `x-${string}`]: unknown;
}

export type TypeName = "string" | "integer" | "number" | "boolean" | "null" | "array" | "object";

/** What JSON Schema cannot say of a value, on the node it concerns. Nothing of it reaches the document. */
export interface Annotation {
  /**
   * The native type that a handler gets (and returns) where the wire carries another: `date` a `Date` from date-time text
   * (or a day, with `format: "date"`), `bigint` from an integer or its digits, `set` from an array, `map` from an object
   * (or an array of pairs, if its keys are objects or lists), `file` a `File`, `bytes` a `Uint8Array`, `url` a `URL`.
   */
  native?: "date" | "bigint" | "set" | "map" | "file" | "bytes" | "url";
  /** The field's name on the wire, where it differs from the schema's. */
  alias?: string;
  /** Header fields: false keeps the underscores of the name. Default true. */
  convertUnderscores?: boolean;
  /** Not in the document. */
  hidden?: boolean;
  /**
   * An `enum` that is a union of literals rather than an enumeration: what is wrong is a `literal_error`, not an `enum`. A
   * `const` always is one.
   */
  literal?: boolean;
  /** Takes only values of the very type: no text for a number (Pydantic's `strict`). */
  strict?: boolean;
  /** Decimals carried as text: Pydantic's `max_digits` and `decimal_places`. */
  maxDigits?: number;
  decimalPlaces?: number;
  /** OpenAPI's named examples of a parameter or body. */
  openapiExamples?: { readonly [name: string]: unknown };
  /** Media type of a body. Default `application/json`. */
  mediaType?: string;
  /** NaN and infinities are let through (Pydantic's `allow_inf_nan`). Default false. */
  allowInfNan?: boolean;
  /** The node stands for a class of values that only the library can tell (`z.custom`, a transform's output): read as it is. */
  opaque?: boolean;
  /** What cannot be read goes to the library as it is, without a problem: it has an answer of its own (`z.catch`). */
  caught?: boolean;
  /** Lengths and patterns hold of what the library makes of the text (trimmed, lower-cased): they are left to it. */
  late?: boolean;
}

/** What an adapter makes of one schema. */
export interface Description {
  readonly node: SchemaNode;
  /** Named models (`.meta({ id })`) and whatever refers to itself, by the name in `$ref`. */
  readonly defs: { readonly [name: string]: SchemaNode };
  /** The library's schema behind each named model, to tell two models with one name apart. */
  readonly sources: { readonly [name: string]: unknown };
  /** Whether a field with this schema may be missing: it takes (or makes) `undefined`, or has a default. */
  readonly isOptional: boolean;
  /** Metadata asks for more than the library's own checks do (a format, a bound): the reader goes before the library, in JSON too. */
  readonly isTold?: boolean;
  /** True if the other direction was found to be the same: it need not be described. */
  readonly isBoth?: boolean;
}

/** Which side of a schema: what it takes, or what it makes. */
export type Direction = "input" | "output";

/** What validation found. `path` leads to the value below the one validated. */
export interface Issue {
  readonly path: readonly (string | number)[];
  readonly message: string;
}

/** What a library's validation says: the value, or what is wrong with it. */
export type Validated =
  | { readonly ok: true; readonly value: unknown }
  | { readonly ok: false; readonly issues: readonly Issue[] };
/** The library's own validation, compiled where the library can. A promise only for schemas with asynchronous parts. */
export type Validate = (value: unknown) => Validated | Promise<Validated>;

/** One schema library. One file each in `app/schema/`. */
export interface SchemaAdapter {
  /** The Standard Schema vendor it is for. */
  readonly vendor: string;
  /** @throws SchemaError for what can't be represented and has no metadata that says how. */
  describe(schema: unknown, direction: Direction): Description;
  /** Made on a route's first request. */
  compile(schema: unknown): Validate;
}

/** A schema that cannot be represented. `path` leads to the part, e.g. `["price"]`. */
export class SchemaError extends TypeError {
  readonly path: readonly (string | number)[];

  constructor(message: string, path: readonly (string | number)[] = []) {
    super(message);
    this.name = "SchemaError";
    this.path = path;
  }
}

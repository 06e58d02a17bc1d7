import type { Problem } from "./problem.ts";

/**
 * Every kind of problem the reader reports, with Pydantic's messages: `{name}` stands for a value of `ctx`, `{s}` for the
 * plural of its count. (pydantic-core, src/errors/types.rs, `message_template_python`)
 */
export const problemTable = {
  missing: "Field required",
  extra_forbidden: "Extra inputs are not permitted",
  recursion_loop: "Recursion error - cyclic reference detected",
  model_attributes_type: "Input should be a valid dictionary or object to extract fields from",
  dict_type: "Input should be a valid dictionary",
  list_type: "Input should be a valid list",
  set_type: "Input should be a valid set",
  tuple_type: "Input should be a valid tuple",
  too_short: "{field_type} should have at least {min_length} item{s} after validation, not {actual_length}",
  too_long: "{field_type} should have at most {max_length} item{s} after validation, not {actual_length}",
  none_required: "Input should be None",
  bool_type: "Input should be a valid boolean",
  bool_parsing: "Input should be a valid boolean, unable to interpret input",
  int_type: "Input should be a valid integer",
  int_parsing: "Input should be a valid integer, unable to parse string as an integer",
  int_parsing_size: "Unable to parse input string as an integer, exceeded maximum size",
  int_from_float: "Input should be a valid integer, got a number with a fractional part",
  float_type: "Input should be a valid number",
  float_parsing: "Input should be a valid number, unable to parse string as a number",
  finite_number: "Input should be a finite number",
  greater_than: "Input should be greater than {gt}",
  greater_than_equal: "Input should be greater than or equal to {ge}",
  less_than: "Input should be less than {lt}",
  less_than_equal: "Input should be less than or equal to {le}",
  multiple_of: "Input should be a multiple of {multiple_of}",
  string_type: "Input should be a valid string",
  string_too_short: "String should have at least {min_length} character{s}",
  string_too_long: "String should have at most {max_length} character{s}",
  string_pattern_mismatch: "String should match pattern '{pattern}'",
  enum: "Input should be {expected}",
  literal_error: "Input should be {expected}",
  bytes_type: "Input should be a valid bytes",
  bytes_too_short: "Data should have at least {min_length} byte{s}",
  bytes_too_long: "Data should have at most {max_length} byte{s}",
  base64_decode: "Base64 decoding error: '{error}'",
  date_type: "Input should be a valid date",
  date_parsing: "Input should be a valid date in the format YYYY-MM-DD, {error}",
  date_from_datetime_parsing: "Input should be a valid date or datetime, {error}",
  date_from_datetime_inexact: "Datetimes provided to dates should have zero time - e.g. be exact dates",
  time_type: "Input should be a valid time",
  time_parsing: "Input should be in a valid time format, {error}",
  datetime_type: "Input should be a valid datetime",
  datetime_parsing: "Input should be a valid datetime, {error}",
  datetime_from_date_parsing: "Input should be a valid datetime or date, {error}",
  time_delta_type: "Input should be a valid timedelta",
  time_delta_parsing: "Input should be a valid timedelta, {error}",
  uuid_type: "UUID input should be a string, bytes or UUID object",
  uuid_parsing: "Input should be a valid UUID, {error}",
  url_type: "URL input should be a string or URL",
  url_parsing: "Input should be a valid URL, {error}",
  ip_v4_address: "Input is not a valid IPv4 address",
  ip_v6_address: "Input is not a valid IPv6 address",
  decimal_type: "Decimal input should be an integer, float, string or Decimal object",
  decimal_parsing: "Input should be a valid decimal",
  decimal_max_digits: "Decimal input should have no more than {max_digits} digit{s} in total",
  decimal_max_places: "Decimal input should have no more than {decimal_places} decimal place{s}",
  decimal_whole_digits: "Decimal input should have no more than {whole_digits} digit{s} before the decimal point",
  union_tag_invalid:
    "Input tag '{tag}' found using {discriminator} does not match any of the expected tags: {expected_tags}",
  union_tag_not_found: "Unable to extract tag using discriminator {discriminator}",
  value_error: "Value error, {error}",
} as const;

export type ProblemType = keyof typeof problemTable;

/** Values of a message. The first one that counts something decides its plural. */
export type ProblemContext = { readonly [name: string]: string | number | null };

/**
 * No read reports more: an array of a million wrong items is answered with the first thousand. FastAPI answers with all,
 * a body many times the size of the request's.
 */
export const problemLimit = 1000;

/** A number as Pydantic's messages show it: never with an exponent, and 3.0 as `3`. */
export function shownNumber(value: number): string {
  const text = String(value);
  if (!text.includes("e")) return text;
  return Number.isInteger(value) ? BigInt(value).toString() : value.toFixed(20).replace(/0+$/, "");
}

function shown(value: string | number | null): string {
  if (typeof value === "number") return shownNumber(value);
  return value ?? "more";
}

/** What a template says with these values. */
export function message(type: ProblemType, ctx: ProblemContext = {}): string {
  return problemTable[type].replace(/\{(\w+)\}/g, (whole, name: string) => {
    if (name === "s") return Object.values(ctx).find((value) => typeof value === "number") === 1 ? "" : "s";
    return Object.hasOwn(ctx, name) ? shown(ctx[name]) : whole;
  });
}

/** Reports a problem of `input`, and returns what a reader returns for input that is wrong. */
export function report(
  problems: Problem[],
  type: ProblemType,
  loc: readonly (string | number)[],
  input: unknown,
  ctx?: ProblemContext,
): undefined {
  const problem: Problem = { type, loc: [...loc], msg: message(type, ctx), input };
  if (ctx !== undefined) problem.ctx = { ...ctx };
  problems.push(problem);
  return undefined;
}

/** Reports a `value_error` in words of its own, Pydantic's for a ValueError: the error itself is sent as `{}`. */
export function reportValueError(
  problems: Problem[],
  loc: readonly (string | number)[],
  input: unknown,
  error: string,
): undefined {
  problems.push({
    type: "value_error",
    loc: [...loc],
    msg: message("value_error", { error }),
    input,
    ctx: { error: {} },
  });
  return undefined;
}

/** Puts `key` into the place of every problem reported since `from`: what a part reports, its whole knows the place of. */
export function within(problems: Problem[], from: number, depth: number, key: string | number): void {
  for (let index = from; index < problems.length; index += 1) problems[index].loc.splice(depth, 0, key);
}

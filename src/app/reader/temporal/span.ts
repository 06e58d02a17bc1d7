import { parseLeadingClock } from "./clock.ts";
import { extraCharacters, isDigit, type Parsed, tooShort } from "./day.ts";

/** A length of time. A year has 365 days, a month 30. */
export interface Span {
  readonly negative: boolean;
  readonly days: number;
  /** Below a day. */
  readonly seconds: number;
  readonly microseconds: number;
}

const secondsOfDay = 86_400;
const maxDays = 999_999_999;
/** speedate counts in 32 bits. */
const maxCount = 2 ** 32 - 1;
const maxHours = 24e8;
const tooLarge = "a numeric value in the duration is too large";
const badNumber = "invalid digit in duration";
const badDays = '"day" identifier in duration not correctly formatted';

type Parts = Omit<Span, "negative">;

function normal(negative: boolean, parts: Parts): Parsed<Span> {
  const seconds = parts.seconds + Math.floor(parts.microseconds / 1e6);
  const days = parts.days + Math.floor(seconds / secondsOfDay);
  if (seconds > maxCount || days > maxCount) return tooLarge;
  if (days > maxDays) return "durations may not exceed 999,999,999 days";
  const isZero = days === 0 && seconds === 0 && parts.microseconds === 0;
  return {
    negative: negative && !isZero,
    days,
    seconds: seconds % secondsOfDay,
    microseconds: parts.microseconds % 1e6,
  };
}

interface Quantity {
  readonly value: number;
  /** The part after the point, undefined where there is no point. */
  readonly fraction: number | undefined;
  readonly end: number;
}

function parseNumber(text: string, start: number): Parsed<Quantity> {
  let end = start;
  let value = 0;
  while (isDigit(text.charCodeAt(end))) {
    value = value * 10 + text.charCodeAt(end) - 48;
    if (value > maxCount) return tooLarge;
    end += 1;
  }
  return end === start ? badNumber : { value, fraction: undefined, end };
}

function parseQuantity(text: string, start: number): Parsed<Quantity> {
  const whole = parseNumber(text, start);
  if (typeof whole === "string") return whole;
  const point = text.charCodeAt(whole.end);
  if (point !== 46 && point !== 44) return whole;
  let end = whole.end + 1;
  let digits = 0;
  let denominator = 1;
  while (isDigit(text.charCodeAt(end))) {
    digits = digits * 10 + text.charCodeAt(end) - 48;
    denominator *= 10;
    end += 1;
  }
  return { value: whole.value, fraction: digits / denominator, end };
}

const timeUnits: { readonly [unit: string]: number } = { H: 3600, M: 60, S: 1 };
const dateUnits: { readonly [unit: string]: number } = { Y: 365, M: 30, W: 7, D: 1 };

/** `1DT2H30M`, what stands after the `P`. */
function parseIso(text: string, start: number): Parsed<Parts> {
  let [days, seconds, microseconds] = [0, 0, 0];
  let inTime = false;
  let hadFraction = false;
  let at = start;
  for (; at < text.length; at += 1) {
    if (text.charCodeAt(at) === 84) {
      if (inTime) return "`t` character repeated in duration";
      inTime = true;
      continue;
    }
    const quantity = parseQuantity(text, at);
    if (typeof quantity === "string") return quantity;
    if (hadFraction) return "quantity fraction invalid in duration";
    hadFraction = quantity.fraction !== undefined;
    at = quantity.end;
    const units = inTime ? timeUnits : dateUnits;
    const unit = text.charAt(at);
    if (!Object.hasOwn(units, unit)) return `quantity invalid in ${inTime ? "time" : "date"} part of duration`;
    const part = (quantity.fraction ?? 0) * units[unit];
    if (inTime) {
      seconds += quantity.value * units[unit] + Math.trunc(part);
      microseconds += Math.round((part - Math.trunc(part)) * 1e6);
    } else {
      const extra = (part - Math.trunc(part)) * secondsOfDay;
      days += quantity.value * units[unit] + Math.trunc(part);
      seconds += Math.trunc(extra);
      microseconds += Math.round((extra - Math.trunc(extra)) * 1e6);
    }
    if (days > maxCount || seconds > maxCount) return tooLarge;
  }
  return at - start < 2 ? tooShort : { days, seconds, microseconds };
}

/** `12:30`, `12:30:59.5`: hours of any number. */
function parseClockForm(text: string, start: number): Parsed<Parts> {
  if (text.length - start < 5) return tooShort;
  const colon = text.indexOf(":", start);
  if (colon === -1) return "invalid character in hour";
  if (colon - start > 10) return "durations may not exceed 999,999,999 hours";
  for (let index = start; index < colon; index += 1) {
    if (!isDigit(text.charCodeAt(index))) return "invalid character in hour";
  }
  const hours = Number(text.slice(start, colon));
  if (hours > maxHours) return "durations may not exceed 999,999,999 hours";
  const rest = `00:${text.slice(colon + 1, colon + 13)}`;
  const clock = parseLeadingClock(rest, 0);
  if (typeof clock === "string") return clock;
  if (rest.length > clock.end) return extraCharacters;
  return {
    days: Math.floor(hours / 24),
    seconds: (hours % 24) * 3600 + clock.minute * 60 + clock.second,
    microseconds: clock.microsecond,
  };
}

/** The word after the number, `d` to `days`, then a comma or a space. */
const dayWord = /^ ?(?:[dD](?:ays?|AYS?)?)(?:, |,| )?/;

/** `3 days, 12:30`. */
function parseDaysForm(text: string, start: number): Parsed<Parts> {
  const number = start === text.length ? tooShort : parseNumber(text, start);
  if (typeof number === "string") return number;
  const rest = text.slice(number.end);
  const word = dayWord.exec(rest);
  if (word === null || /^ ?[dD][aA](?![yY])/.test(rest) || /^ ?[dD](?:aY|Ay)/.test(rest)) return badDays;
  const from = number.end + word[0].length;
  if (from === text.length) return { days: number.value, seconds: 0, microseconds: 0 };
  const clock = parseClockForm(text, from);
  if (typeof clock === "string") return clock;
  if (clock.days > 0) return "durations may not exceed 999,999,999 hours";
  return { ...clock, days: number.value };
}

/** A duration of ISO 8601 or of Pydantic's own forms, each with a sign or without. */
export function parseSpan(text: string): Parsed<Span> {
  const negative = text.startsWith("-");
  const start = negative || text.startsWith("+") ? 1 : 0;
  if (text.length === start) return tooShort;
  let parts: Parsed<Parts>;
  if (text.charCodeAt(start) === 80) parts = parseIso(text, start + 1);
  else if (/d/i.test(text) || text.length - start < 5) parts = parseDaysForm(text, start);
  else parts = parseClockForm(text, start);
  return typeof parts === "string" ? parts : normal(negative, parts);
}

/** A number of seconds. */
export function spanOfSeconds(seconds: number): Parsed<Span> {
  if (Number.isNaN(seconds)) return "NaN values not permitted";
  const size = Math.abs(seconds);
  if (size >= (maxDays + 1) * secondsOfDay) return "durations may not exceed 999,999,999 days";
  const days = Math.floor(size / secondsOfDay);
  const microseconds = Math.round((size % 1) * 1e6);
  return normal(seconds < 0, { days, seconds: Math.floor(size) % secondsOfDay, microseconds });
}

const counted = (count: number, unit: string): string => (count === 0 ? "" : `${count}${unit}`);

/** As Pydantic writes it into JSON: `P1DT2H`. */
export function spanText({ negative, days, seconds, microseconds }: Span): string {
  const date = counted(Math.floor(days / 365), "Y") + counted(days % 365, "D");
  const clock = counted(Math.floor(seconds / 3600), "H") + counted(Math.floor((seconds % 3600) / 60), "M");
  const fraction = microseconds === 0 ? "" : `.${String(microseconds).padStart(6, "0").replace(/0+$/, "")}`;
  const second = seconds % 60 === 0 && fraction === "" ? "" : `${seconds % 60}${fraction}S`;
  const time = clock + second || (date === "" ? "0S" : "");
  return `${negative ? "-" : ""}P${date}${time === "" ? "" : `T${time}`}`;
}

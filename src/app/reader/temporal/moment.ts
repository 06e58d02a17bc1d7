import { isDecimal } from "../number.ts";
import { type Clock, clockOfSeconds, clockSeconds, clockText, parseClock } from "./clock.ts";
import { type Day, dayMs, dayText, isDigit, type Parsed, parseDay, parseLeadingDay } from "./day.ts";

/** A day and a time of day. */
export interface Moment {
  readonly day: Day;
  readonly clock: Clock;
}

/** Above this a timestamp is of milliseconds, up to it of seconds: 2603 in seconds, 1970 in milliseconds. */
const watershed = 20_000_000_000;
/** 0000-01-01 and 9999-12-31T23:59:59, in seconds since 1970. */
const earliest = -62_167_219_200;
const latest = 253_402_300_799;

const tooEarly = "dates before 0000 are not supported as unix timestamps";
const tooLate = "dates after 9999 are not supported as unix timestamps";

function atSeconds(seconds: number, microseconds: number): Parsed<Moment> {
  if (seconds < earliest) return tooEarly;
  if (seconds > latest) return tooLate;
  const date = new Date(seconds * 1000);
  const clock = clockOfSeconds(((seconds % 86_400) + 86_400) % 86_400, microseconds);
  if (typeof clock === "string") return clock;
  return { day: { year: date.getUTCFullYear(), month: date.getUTCMonth() + 1, day: date.getUTCDate() }, clock };
}

/** A whole number of seconds or of milliseconds, and microseconds beside it. */
function momentOf(whole: number, microseconds: number, inMs: boolean): Parsed<Moment> {
  const seconds = inMs ? Math.floor(whole / 1000) : whole;
  const total = microseconds + (inMs ? (whole - seconds * 1000) * 1000 : 0);
  return atSeconds(seconds + Math.floor(total / 1e6), total % 1e6);
}

/** A number as a timestamp. */
export function momentOfNumber(timestamp: number): Parsed<Moment> {
  if (Number.isNaN(timestamp)) return "NaN values not permitted";
  if (!Number.isFinite(timestamp)) return timestamp < 0 ? tooEarly : tooLate;
  const inMs = Math.abs(timestamp) > watershed;
  const whole = Math.floor(timestamp);
  return momentOf(whole, Math.round((timestamp - whole) * (inMs ? 1e3 : 1e6)), inMs);
}

/** Digits with a sign at most, as far as 64 bits hold them. */
function wholeNumber(text: string): number | undefined {
  const start = text.charCodeAt(0) === 45 || text.charCodeAt(0) === 43 ? 1 : 0;
  if (text.length === start || text.length > 19 + start) return undefined;
  for (let index = start; index < text.length; index += 1) if (!isDigit(text.charCodeAt(index))) return undefined;
  return Number(text);
}

function momentOfDigits(text: string): Parsed<Moment> | undefined {
  const whole = wholeNumber(text);
  if (whole !== undefined) return momentOfNumber(whole);
  return text.includes(".") && isDecimal(text) ? momentOfNumber(Number(text)) : undefined;
}

/** A day of its own: as text, or as a timestamp of its midnight. */
export function parseWholeDay(text: string): Parsed<Day> {
  const day = parseDay(text);
  if (typeof day === "object") return day;
  const whole = wholeNumber(text);
  if (whole === undefined) return day;
  const moment = momentOfNumber(whole);
  if (typeof moment === "string") return moment;
  return isMidnight(moment) ? moment.day : "Timestamp is not an exact date";
}

/** `2018-12-22T21:00:00Z` with `T`, `t`, `_` or a space, or a timestamp. */
export function parseMoment(text: string): Parsed<Moment> {
  const day = parseLeadingDay(text);
  let wrong: string;
  if (typeof day === "string") {
    wrong = day;
  } else if (!"Tt_ ".includes(text.charAt(10)) || text.length === 10) {
    wrong = "invalid datetime separator, expected `T`, `t`, `_` or space";
  } else {
    const clock = parseClock(text, 11);
    if (typeof clock === "object") return { day, clock };
    wrong = clock;
  }
  return momentOfDigits(text) ?? wrong;
}

export function isMidnight({ clock }: Moment): boolean {
  return clockSeconds(clock) === 0 && clock.microsecond === 0;
}

/** As Pydantic writes it into JSON. */
export function momentText({ day, clock }: Moment): string {
  return `${dayText(day)}T${clockText(clock)}`;
}

/** Milliseconds since 1970, rounded down. A moment that names no zone is in UTC: the same on every machine. */
export function momentMs({ day, clock }: Moment): number {
  return dayMs(day) + (clockSeconds(clock) - (clock.offset ?? 0)) * 1000 + Math.floor(clock.microsecond / 1000);
}

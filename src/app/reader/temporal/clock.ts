import { extraCharacters, isDigit, type Parsed, tooShort, twoDigits } from "./day.ts";

/** A time of day. */
export interface Clock {
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
  readonly microsecond: number;
  /** Seconds east of UTC; undefined where the text does not tell. */
  readonly offset: number | undefined;
}

/** A time of day without its zone, and where in the text it ends. */
export interface LeadingClock extends Clock {
  readonly end: number;
}

const secondsOfDay = 86_400;
/** Digits of a fraction of a second that are kept; the rest is cut off. */
const fractionDigits = 6;

/** Microseconds of the fraction whose digits start at `start`, and where they end. */
function parseFraction(text: string, start: number): { microsecond: number; end: number } {
  let microsecond = 0;
  let end = start;
  while (isDigit(text.charCodeAt(end))) {
    if (end - start < fractionDigits) microsecond = microsecond * 10 + text.charCodeAt(end) - 48;
    end += 1;
  }
  return { microsecond: microsecond * 10 ** Math.max(0, fractionDigits - (end - start)), end };
}

/** The time of day that starts at `start`, whatever follows. */
export function parseLeadingClock(text: string, start: number): Parsed<LeadingClock> {
  if (text.length - start < 5) return tooShort;
  const hour = twoDigits(text, start);
  if (hour < 0) return "invalid character in hour";
  if (text.charCodeAt(start + 2) !== 58) return "invalid time separator, expected `:`";
  const minute = twoDigits(text, start + 3);
  if (minute < 0) return "invalid character in minute";
  if (hour > 23) return "hour value is outside expected range of 0-23";
  if (minute > 59) return "minute value is outside expected range of 0-59";
  if (text.charCodeAt(start + 5) !== 58) {
    return { hour, minute, second: 0, microsecond: 0, offset: undefined, end: start + 5 };
  }
  const second = twoDigits(text, start + 6);
  if (second < 0) return "invalid character in second";
  if (second > 59) return "second value is outside expected range of 0-59";
  const dot = text.charCodeAt(start + 8);
  if (dot !== 46 && dot !== 44) return { hour, minute, second, microsecond: 0, offset: undefined, end: start + 8 };
  const { microsecond, end } = parseFraction(text, start + 9);
  if (end === start + 9) return "second fraction digits missing after `.`";
  return { hour, minute, second, microsecond, offset: undefined, end };
}

/** Where the sign of a zone ends, negative for minus, 0 where there is none. Minus may be U+2212, in UTF-8 here. */
function signEnd(text: string, index: number): number {
  if (text.charCodeAt(index) === 43) return index + 1;
  if (text.charCodeAt(index) === 45) return -(index + 1);
  return text.startsWith("\u00e2\u0088\u0092", index) ? -(index + 3) : 0;
}

/** A zone from `index` to the end of the text: `Z`, `+01:00`, `+0100`. */
function parseOffset(text: string, index: number): number | string {
  if ((text.charCodeAt(index) | 32) === 122) return text.length > index + 1 ? extraCharacters : 0;
  const signed = signEnd(text, index);
  if (signed === 0) return "invalid timezone sign";
  let at = Math.abs(signed);
  const hour = twoDigits(text, at);
  if (hour < 0) return "invalid timezone hour";
  at += text.charCodeAt(at + 2) === 58 ? 3 : 2;
  const minute = twoDigits(text, at);
  if (minute < 0) return "invalid timezone minute";
  if (minute > 59) return "timezone minute value is outside expected range of 0-59";
  const seconds = hour * 3600 + minute * 60;
  if (seconds >= secondsOfDay) return "timezone offset must be less than 24 hours";
  if (text.length > at + 2) return extraCharacters;
  return signed < 0 ? -seconds : seconds;
}

/** The time of day from `start` to the end of the text. */
export function parseClock(text: string, start = 0): Parsed<Clock> {
  const clock = parseLeadingClock(text, start);
  if (typeof clock === "string" || clock.end === text.length) return clock;
  const offset = parseOffset(text, clock.end);
  return typeof offset === "string" ? offset : { ...clock, offset };
}

/** The time of day, in UTC, that many seconds after midnight. */
export function clockOfSeconds(seconds: number, microseconds: number): Parsed<Clock> {
  const whole = seconds + Math.floor(microseconds / 1e6);
  if (!(whole < secondsOfDay)) return "numeric times may not exceed 86,399 seconds";
  return {
    hour: Math.floor(whole / 3600),
    minute: Math.floor((whole % 3600) / 60),
    second: whole % 60,
    microsecond: microseconds % 1e6,
    offset: 0,
  };
}

const pad = (number: number): string => String(number).padStart(2, "0");

function offsetText(offset: number | undefined): string {
  if (offset === undefined) return "";
  if (offset === 0) return "Z";
  const minutes = Math.abs(offset) / 60;
  return `${offset < 0 ? "-" : "+"}${pad(Math.floor(minutes / 60))}:${pad(minutes % 60)}`;
}

/** As Pydantic writes it into JSON: `14:23:55.250000Z`. */
export function clockText({ hour, minute, second, microsecond, offset }: Clock): string {
  const fraction = microsecond === 0 ? "" : `.${String(microsecond).padStart(fractionDigits, "0")}`;
  return `${pad(hour)}:${pad(minute)}:${pad(second)}${fraction}${offsetText(offset)}`;
}

/** Seconds since midnight, not minding the zone. */
export function clockSeconds({ hour, minute, second }: Clock): number {
  return hour * 3600 + minute * 60 + second;
}

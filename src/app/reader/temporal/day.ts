/**
 * Days of the calendar, read by the rules of speedate, Pydantic's parser of dates and times, with its words for what is
 * wrong (speedate, src/lib.rs, `ParseError`).
 */
export interface Day {
  readonly year: number;
  /** 1 to 12. */
  readonly month: number;
  /** 1 to 31. */
  readonly day: number;
}

/** What was read, or what is wrong with the text. */
export type Parsed<T extends object> = T | string;

export const tooShort = "input is too short";
export const extraCharacters = "unexpected extra characters at the end of the input";

/** Longer text than any that is a date, a time or a duration by intent. */
const longestConverted = 1000;

/**
 * speedate reads bytes: text that is not ASCII becomes a text of its UTF-8 bytes, one character each. Of what is not
 * ASCII only U+2212, as a minus, can be right.
 */
export function asBytes(text: string): string {
  if (text.length > longestConverted) return text;
  for (let index = 0; index < text.length; index += 1) {
    if (text.charCodeAt(index) > 127) return String.fromCharCode(...new TextEncoder().encode(text));
  }
  return text;
}

/** Two digits as a number, -1 where these are not two digits. */
export function twoDigits(text: string, index: number): number {
  const tens = text.charCodeAt(index) - 48;
  const ones = text.charCodeAt(index + 1) - 48;
  return tens >= 0 && tens <= 9 && ones >= 0 && ones <= 9 ? tens * 10 + ones : -1;
}

export function isDigit(code: number): boolean {
  return code >= 48 && code <= 57;
}

function isLeapYear(year: number): boolean {
  return year % 100 === 0 ? year % 400 === 0 : year % 4 === 0;
}

const monthLengths = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

function daysIn(month: number, year: number): number {
  return month === 2 && isLeapYear(year) ? 29 : monthLengths[month - 1];
}

/** The day at the start of the text, whatever follows. */
export function parseLeadingDay(text: string): Parsed<Day> {
  if (text.length < 10) return tooShort;
  const century = twoDigits(text, 0);
  const yearOfCentury = twoDigits(text, 2);
  if (century < 0 || yearOfCentury < 0) return "invalid character in year";
  if (text.charCodeAt(4) !== 45) return "invalid date separator, expected `-`";
  const month = twoDigits(text, 5);
  if (month < 0) return "invalid character in month";
  if (text.charCodeAt(7) !== 45) return "invalid date separator, expected `-`";
  const day = twoDigits(text, 8);
  if (day < 0) return "invalid character in day";
  if (month < 1 || month > 12) return "month value is outside expected range of 1-12";
  const year = century * 100 + yearOfCentury;
  if (day < 1 || day > daysIn(month, year)) return "day value is outside expected range";
  return { year, month, day };
}

export function parseDay(text: string): Parsed<Day> {
  const day = parseLeadingDay(text);
  return typeof day === "object" && text.length > 10 ? extraCharacters : day;
}

const pad = (number: number, length: number): string => String(number).padStart(length, "0");

export function dayText({ year, month, day }: Day): string {
  return `${pad(year, 4)}-${pad(month, 2)}-${pad(day, 2)}`;
}

/** Milliseconds since 1970 of the day's midnight in UTC. `Date.UTC` would read the years 0 to 99 as of 1900. */
export function dayMs({ year, month, day }: Day): number {
  return new Date(0).setUTCFullYear(year, month - 1, day);
}

import type { SchemaNode } from "../../schema/node.ts";
import type { Problem } from "../problem.ts";
import { type ProblemType, report } from "../problems.ts";
import { fitAtMost, lax, type Step } from "../step.ts";
import { type Clock, clockOfSeconds, clockText, parseClock } from "./clock.ts";
import { asBytes, type Day, dayMs, dayText, type Parsed } from "./day.ts";
import { isMidnight, type Moment, momentMs, momentOfNumber, momentText, parseMoment, parseWholeDay } from "./moment.ts";
import { parseSpan, type Span, spanOfSeconds, spanText } from "./span.ts";

type Loc = readonly (string | number)[];

/**
 * What schema libraries take for each format, RFC 3339 and ISO 8601. Such text goes on as it is. What Pydantic takes
 * besides (a timestamp, a space for the `T`) goes on as Pydantic would write it, which the libraries take too.
 */
const plainForms = {
  "date-time": /^\d{4}-\d\d-\d\d[Tt]\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:[Zz]|[+-]\d\d:\d\d)?$/,
  date: /^\d{4}-\d\d-\d\d$/,
  time: /^\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:[Zz]|[+-]\d\d:\d\d)?$/,
  duration: /^[+-]?P/,
} as const;

type Format = keyof typeof plainForms;

/** What strict fields say of text in a form that is Pydantic's only: of a number in quotes, say. */
const typeProblems: { readonly [F in Format]: ProblemType } = {
  "date-time": "datetime_type",
  date: "date_type",
  time: "time_type",
  duration: "time_delta_type",
};

const yearZero = "year 0 is out of range";

/** Looks at a value: what it stands for, or undefined with the problem reported. */
type Take<T> = (value: unknown, loc: Loc, problems: Problem[], strictly: boolean) => T | undefined;

const takeMoment: Take<Moment> = (value, loc, problems, strictly) => {
  const isText = typeof value === "string";
  if (!isText && (strictly || typeof value !== "number")) return report(problems, "datetime_type", loc, value);
  const moment = isText ? parseMoment(asBytes(value)) : momentOfNumber(value as number);
  let type: ProblemType = "datetime_parsing";
  let error = typeof moment === "string" ? moment : yearZero;
  if (typeof moment === "object" && moment.day.year > 0) return moment;
  if (typeof moment === "string" && isText) {
    const day = parseWholeDay(asBytes(value));
    if (typeof day === "object") {
      if (day.year > 0) return { day, clock: { hour: 0, minute: 0, second: 0, microsecond: 0, offset: undefined } };
      error = yearZero;
    } else {
      type = "datetime_from_date_parsing";
      error = day;
    }
  }
  return report(problems, type, loc, value, { error });
};

/** A day where none is written as such: a date-time at midnight. */
function dayOfMoment(moment: Parsed<Moment>, value: unknown, loc: Loc, problems: Problem[]): Day | undefined {
  if (typeof moment === "string") return report(problems, "date_from_datetime_parsing", loc, value, { error: moment });
  return isMidnight(moment) ? moment.day : report(problems, "date_from_datetime_inexact", loc, value);
}

const takeDay: Take<Day> = (value, loc, problems, strictly) => {
  let day: Day | undefined;
  if (typeof value === "string") {
    const text = asBytes(value);
    const whole = parseWholeDay(text);
    day = typeof whole === "object" ? whole : dayOfMoment(parseMoment(text), value, loc, problems);
  } else if (typeof value === "number" && !strictly) {
    day = dayOfMoment(momentOfNumber(value), value, loc, problems);
  } else {
    return report(problems, "date_type", loc, value);
  }
  return day?.year === 0 ? report(problems, "date_parsing", loc, value, { error: yearZero }) : day;
};

function clockOfNumber(value: number): Parsed<Clock> {
  if (Number.isNaN(value)) return "NaN values not permitted";
  if (value < 0) return "time in seconds should be positive";
  return clockOfSeconds(Math.floor(value), Math.round((value % 1) * 1e6));
}

const takeClock: Take<Clock> = (value, loc, problems, strictly) => {
  const isText = typeof value === "string";
  if (!isText && (strictly || typeof value !== "number")) return report(problems, "time_type", loc, value);
  const clock = isText ? parseClock(asBytes(value)) : clockOfNumber(value as number);
  return typeof clock === "object" ? clock : report(problems, "time_parsing", loc, value, { error: clock });
};

const takeSpan: Take<Span> = (value, loc, problems, strictly) => {
  const isText = typeof value === "string";
  const isNumber = typeof value === "number" || typeof value === "boolean";
  if (!isText && (strictly || !isNumber)) return report(problems, "time_delta_type", loc, value);
  const span = isText ? parseSpan(asBytes(value)) : spanOfSeconds(Number(value));
  return typeof span === "object" ? span : report(problems, "time_delta_parsing", loc, value, { error: span });
};

/** Text of a format: checked as Pydantic reads it, and text still. */
function textOf<T>(node: SchemaNode, format: Format, take: Take<T>, write: (value: T) => string): Step {
  const plain = plainForms[format];
  const strictly = node["x-flotilla"]?.strict === true;
  return (value, loc, problems) => {
    fitAtMost(lax);
    const taken = take(value, loc, problems, strictly);
    if (taken === undefined) return undefined;
    if (typeof value === "string" && plain.test(value)) return value;
    return strictly ? report(problems, typeProblems[format], loc, value) : write(taken);
  };
}

/** A native `Date`. */
function dateOf<T>(node: SchemaNode, format: Format, take: Take<T>, ms: (value: T) => number): Step {
  const strictly = node["x-flotilla"]?.strict === true;
  return (value, loc, problems) => {
    if (value instanceof Date && !Number.isNaN(value.getTime())) return value;
    fitAtMost(lax);
    const taken = take(value, loc, problems, strictly);
    if (taken === undefined) return undefined;
    if (strictly && !plainForms[format].test(value as string)) {
      return report(problems, typeProblems[format], loc, value);
    }
    return new Date(ms(taken));
  };
}

export function dateTimeStep(node: SchemaNode): Step {
  if (node["x-flotilla"]?.native === "date") return dateOf(node, "date-time", takeMoment, momentMs);
  return textOf(node, "date-time", takeMoment, momentText);
}

export function dateStep(node: SchemaNode): Step {
  if (node["x-flotilla"]?.native === "date") return dateOf(node, "date", takeDay, dayMs);
  return textOf(node, "date", takeDay, dayText);
}

export function timeStep(node: SchemaNode): Step {
  return textOf(node, "time", takeClock, clockText);
}

export function durationStep(node: SchemaNode): Step {
  return textOf(node, "duration", takeSpan, spanText);
}

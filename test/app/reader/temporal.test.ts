import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { outcomes, reading } from "./reading.ts";

const format = (name: string, native?: "date") => ({
  type: "string" as const,
  format: name,
  ...(native === undefined ? {} : { "x-flotilla": { native } }),
});

test("every date that JavaScript writes is read as that date", () => {
  const range = {
    min: new Date("0001-01-01T00:00:00Z"),
    max: new Date("9999-12-31T23:59:59.999Z"),
    noInvalidDate: true,
  };
  fc.assert(
    fc.property(fc.date(range), (date) => {
      const text = date.toISOString();
      assert.deepEqual(reading(format("date-time", "date"), text).value, date);
      assert.equal(reading(format("date-time"), text).value, text);
      const day = text.slice(0, 10);
      assert.deepEqual(reading(format("date", "date"), day).value, new Date(`${day}T00:00:00Z`));
    }),
  );
});

test("numbers are seconds, or milliseconds above the watershed", () => {
  assert.deepEqual(outcomes(format("date-time", "date"), [2e10, 2e10 + 1, -1.25, "1e3", "20000000000.5"]), [
    new Date("2603-10-11T11:33:20Z"),
    new Date("1970-08-20T11:33:20.001Z"),
    new Date("1969-12-31T23:59:58.750Z"),
    "datetime_from_date_parsing",
    new Date("1970-08-20T11:33:20.000Z"),
  ]);
});

test("a date-time without a zone is in UTC, whatever the machine's zone", () => {
  assert.deepEqual(outcomes(format("date-time", "date"), ["2020-06-01T12:00", "2020-06-01T12:00+02:00"]), [
    new Date("2020-06-01T12:00:00Z"),
    new Date("2020-06-01T10:00:00Z"),
  ]);
});

test("what only pydantic takes goes on as pydantic writes it", () => {
  assert.deepEqual(outcomes(format("date-time"), ["2020-06-01 12:00", "2020-06-01_12:00:00,5-0130", 0, "2020-06-01"]), [
    "2020-06-01T12:00:00",
    "2020-06-01T12:00:00.500000-01:30",
    "1970-01-01T00:00:00Z",
    "2020-06-01T00:00:00",
  ]);
  assert.deepEqual(outcomes(format("date"), [86400, "2020-06-01T00:00Z"]), ["1970-01-02", "2020-06-01"]);
  assert.deepEqual(outcomes(format("time"), [3661.5, "12:00+0100"]), ["01:01:01.500000Z", "12:00:00+01:00"]);
  assert.deepEqual(outcomes(format("duration"), [90061.5, "1 day, 02:00", "-26:30", -0.000001, 0, "-0 days"]), [
    "P1DT1H1M1.5S",
    "P1DT2H",
    "-P1DT2H30M",
    "-PT0.000001S",
    "PT0S",
    "PT0S",
  ]);
});

test("a minus may be the typographer's", () => {
  assert.deepEqual(outcomes(format("date-time", "date"), ["2020-06-01T12:00:00\u221201:00"]), [
    new Date("2020-06-01T13:00:00Z"),
  ]);
});

test("year 0 and years beyond 9999 are refused", () => {
  assert.deepEqual(
    outcomes(format("date-time", "date"), ["0000-01-01T00:00:00Z", -62167219200001, 253402300800000, 1e300, -Infinity]),
    ["datetime_parsing", "datetime_parsing", "datetime_parsing", "datetime_parsing", "datetime_parsing"],
  );
  assert.deepEqual(outcomes(format("date", "date"), ["0000-01-01", "0000-01-01T00:00:00"]), [
    "date_parsing",
    "date_parsing",
  ]);
});

test("numbers beyond any time and duration are refused", () => {
  assert.deepEqual(outcomes(format("time"), [-1, 86400, 86399.9999999, Infinity, Number.NaN]), [
    "time_parsing",
    "time_parsing",
    "time_parsing",
    "time_parsing",
    "time_parsing",
  ]);
  assert.deepEqual(outcomes(format("duration"), [86_400e9, Infinity, Number.NaN, "P4294967296D", "P999999999DT24H"]), [
    "time_delta_parsing",
    "time_delta_parsing",
    "time_delta_parsing",
    "time_delta_parsing",
    "time_delta_parsing",
  ]);
});

test("strict takes text and no numbers", () => {
  const strictly = (name: string) => ({ ...format(name), "x-flotilla": { strict: true } });
  assert.deepEqual(
    ["date-time", "date", "time", "duration"].flatMap((name) => outcomes(strictly(name), [0])),
    ["datetime_type", "date_type", "time_type", "time_delta_type"],
  );
});

test("strict takes what the document says: RFC 3339, and no timestamp in quotes", () => {
  const strictly = (name: string, native?: "date") => ({ ...format(name), "x-flotilla": { native, strict: true } });
  assert.deepEqual(outcomes(strictly("date"), ["0", "1970-01-01", "1970-01-01T00:00:00"]), [
    "date_type",
    "1970-01-01",
    "date_type",
  ]);
  const moments = ["0", "1970-01-01 00:00:00Z", "1970-01-01T00:00:00Z"];
  assert.deepEqual(outcomes(strictly("date-time"), moments), ["datetime_type", "datetime_type", moments[2]]);
  assert.deepEqual(outcomes(strictly("date-time", "date"), moments), ["datetime_type", "datetime_type", new Date(0)]);
  assert.deepEqual(outcomes(strictly("duration"), ["1 day, 10:30", "P1D"]), ["time_delta_type", "P1D"]);
});

test("a Date goes on where a Date is wanted", () => {
  const date = new Date(5);
  assert.equal(reading(format("date-time", "date"), date).value, date);
  assert.deepEqual(outcomes(format("date-time", "date"), [new Date(Number.NaN)]), ["datetime_type"]);
});

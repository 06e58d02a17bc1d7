const months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
const days = "Mon|Tue|Wed|Thu|Fri|Sat|Sun";
const month = `(${months.join("|")})`;
const time = "(\\d\\d):(\\d\\d):(\\d\\d)";

const fixdate = new RegExp(`^(?:${days}), (\\d\\d) ${month} (\\d{4}) ${time} GMT$`);
const rfc850 = new RegExp(
  `^(?:Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday), (\\d\\d)-${month}-(\\d\\d) ${time} GMT$`,
);
const asctime = new RegExp(`^(?:${days}) ${month} ([ \\d]\\d) ${time} (\\d{4})$`);

/**
 * Unix time in milliseconds of an HTTP-date in any of the three forms of RFC 9110 section 5.6.7; undefined if it is none. Not
 * `Date.parse`, which takes far more, and asctime's form as local time.
 */
export function parseHttpDate(text: string, nowMs: number = Date.now()): number | undefined {
  let match = fixdate.exec(text);
  if (match !== null) return dateOf(Number(match[3]), match[2], match[1], match.slice(4));
  match = rfc850.exec(text);
  if (match !== null) {
    // "More than 50 years in the future" means the last century that has this year.
    const thisYear = new Date(nowMs).getUTCFullYear();
    let year = Math.floor(thisYear / 100) * 100 + Number(match[3]);
    if (year > thisYear + 50) year -= 100;
    return dateOf(year, match[2], match[1], match.slice(4));
  }
  match = asctime.exec(text);
  if (match !== null) return dateOf(Number(match[6]), match[1], match[2], match.slice(3, 6));
  return undefined;
}

/** Undefined for a day or time that does not exist. A leap second counts as the one after. */
function dateOf(year: number, monthName: string, dayText: string, clock: readonly string[]): number | undefined {
  const [hour, minute, second] = clock.map(Number);
  const day = Number(dayText);
  if (hour > 23 || minute > 59 || second > 60) return undefined;
  const date = new Date(0);
  date.setUTCFullYear(year, months.indexOf(monthName), day);
  if (date.getUTCDate() !== day) return undefined;
  return date.setUTCHours(hour, minute, second);
}

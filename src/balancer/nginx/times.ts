const months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
const two = (value: number): string => (value < 10 ? `0${value}` : String(value));

function zone(date: Date, colon: string): string {
  const minutes = -date.getTimezoneOffset();
  const size = Math.abs(minutes);
  return `${minutes < 0 ? "-" : "+"}${two(Math.floor(size / 60))}${colon}${two(size % 60)}`;
}

let clfSecond = -1;
let clfText = "";

/** `28/Sep/2026:12:00:00 +0200` (`$time_local`), made once a second. */
export function clfTime(epochMs: number): string {
  const second = Math.floor(epochMs / 1000);
  if (second === clfSecond) return clfText;
  const date = new Date(second * 1000);
  clfSecond = second;
  clfText =
    `${two(date.getDate())}/${months[date.getMonth()]}/${date.getFullYear()}:` +
    `${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())} ${zone(date, "")}`;
  return clfText;
}

let isoSecond = -1;
let isoText = "";

/** `2026-09-28T12:00:00+02:00` (`$time_iso8601`), made once a second. */
export function isoTime(epochMs: number): string {
  const second = Math.floor(epochMs / 1000);
  if (second === isoSecond) return isoText;
  const date = new Date(second * 1000);
  isoSecond = second;
  isoText =
    `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}T` +
    `${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}${zone(date, ":")}`;
  return isoText;
}

let second = 0;
let text = "";

/** `Date` in IMF-fixdate (RFC 9110 section 5.6.7), made once a second. `nowMs` is Unix time. */
export function httpDate(nowMs: number = Date.now()): string {
  const current = Math.floor(nowMs / 1000);
  if (current !== second) {
    second = current;
    text = new Date(current * 1000).toUTCString();
  }
  return text;
}

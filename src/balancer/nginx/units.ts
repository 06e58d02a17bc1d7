const sizeUnits: { readonly [unit: string]: number } = { "": 1, k: 1024, m: 1024 ** 2, g: 1024 ** 3 };
const timeUnits: readonly (readonly [unit: string, ms: number])[] = [
  ["y", 365 * 86_400_000],
  ["M", 30 * 86_400_000],
  ["w", 7 * 86_400_000],
  ["d", 86_400_000],
  ["h", 3_600_000],
  ["m", 60_000],
  ["s", 1000],
  ["ms", 1],
];

/** `512`, `8k`, `1m`, `2G` in bytes; undefined if it is no size. */
export function parseSize(text: string): number | undefined {
  const match = /^(\d{1,15})([kmg]?)$/i.exec(text);
  if (match === null) return undefined;
  const bytes = Number(match[1]) * sizeUnits[match[2].toLowerCase()];
  return Number.isSafeInteger(bytes) ? bytes : undefined;
}

/**
 * `30` (seconds), `500ms`, `1h 30m`, `1d12h` in ms; undefined if it is no time. Units as in nginx: ms s m h d w M y, each at
 * most once, largest first.
 */
export function parseTime(text: string): number | undefined {
  const pattern = /^\s*(\d{1,12})(ms|[smhdwMy]?)/;
  let rest = text;
  let total = 0;
  let last = -1;
  while (rest.trim() !== "") {
    const match = pattern.exec(rest);
    if (match === null || last === timeUnits.length) return undefined;
    const unit = timeUnits.findIndex(([name]) => name === (match[2] || "s"));
    if (unit <= last) return undefined;
    // A number without a unit is seconds and the end of it.
    last = match[2] === "" ? timeUnits.length : unit;
    total += Number(match[1]) * timeUnits[unit][1];
    rest = rest.slice(match[0].length);
  }
  return last === -1 || !Number.isSafeInteger(total) ? undefined : total;
}

import type { Result } from "./result.ts";
import { estimate } from "./stats.ts";

const width = 760;
const labelWidth = 190;
const valueWidth = 170;
const rowHeight = 34;
const top = 66;

function escaped(text: string): string {
  return text.replace(/[&<>"]/g, (sign) => `&#${sign.charCodeAt(0)};`);
}

/** Distance between grid lines: 1, 2 or 5 times a power of ten, about five of them. */
export function gridStep(most: number): number {
  const rough = most / 5;
  const power = 10 ** Math.floor(Math.log10(rough));
  const factor = [1, 2, 5, 10].find((each) => each * power >= rough * 0.9) ?? 10;
  return factor * power;
}

/**
 * CPU µs per request as horizontal bars, the shortest on top, with whiskers over the interval. Follows the reader's light or
 * dark colours; needs no font of its own.
 */
export function picture(result: Result): string {
  const bars = result.peers
    .filter((peer) => peer.load.length > 0)
    .map((peer) => ({
      label: peer.label,
      ours: peer.name === "flotilla",
      ...estimate(peer.load.map((round) => round.cpuPerRequest)),
    }))
    .sort((a, b) => a.median - b.median);
  const ours = bars.find((bar) => bar.ours);
  const plot = width - labelWidth - valueWidth;
  const most = Math.max(1e-9, ...bars.map((bar) => bar.high));
  const x = (value: number) => (labelWidth + (value / most) * plot).toFixed(1);
  const bottom = top + bars.length * rowHeight;
  const height = bottom + 56;
  const out: string[] = [];

  const step = gridStep(most);
  for (let i = 0; i * step <= most * 1.0001; i++) {
    const value = i * step;
    out.push(`<line class="grid" x1="${x(value)}" x2="${x(value)}" y1="${top - 6}" y2="${bottom}"/>`);
    out.push(`<text class="axis" x="${x(value)}" y="${bottom + 17}">${Number(value.toPrecision(6))}</text>`);
  }
  for (const [i, bar] of bars.entries()) {
    const y = top + i * rowHeight;
    const middle = y + rowHeight / 2 - 3;
    const barWidth = Math.max(1, (bar.median / most) * plot).toFixed(1);
    const ratio = ours === undefined || bar.ours ? "" : ` (ours: ${(ours.median / bar.median).toFixed(2)} ×)`;
    out.push(
      `<text class="label${bar.ours ? " ours" : ""}" x="${labelWidth - 10}" y="${middle + 5}">${escaped(bar.label)}</text>`,
    );
    out.push(
      `<rect class="bar${bar.ours ? " ours" : ""}" x="${labelWidth}" y="${y}" width="${barWidth}" height="${rowHeight - 10}" rx="3"/>`,
    );
    out.push(
      `<path class="whisker" d="M${x(bar.low)} ${middle}H${x(bar.high)}M${x(bar.low)} ${middle - 5}v10M${x(bar.high)} ${middle - 5}v10"/>`,
    );
    out.push(
      `<text class="value" x="${Number(x(bar.high)) + 8}" y="${middle + 5}">${bar.median.toFixed(1)} µs${ratio}</text>`,
    );
  }
  const { machine, settings } = result;
  const facts = `${machine.cpu}, one core; Node ${result.node}; ${settings.rounds} rounds of ${settings.seconds} s; bars: median, whiskers: ${bars.some((bar) => bar.coverage < 0.95) ? "range" : "95 % interval"}`;
  const title = `CPU per request: ${result.category === "servers" ? "servers answering hello" : "proxies before one backend"}`;
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-label="${escaped(title)}">
<style>
svg{font-family:system-ui,-apple-system,"Segoe UI","DejaVu Sans",sans-serif;font-size:14px;background:#fff}
text{fill:#1f2933}.title{font-size:18px;font-weight:600}.facts,.axis{font-size:11.5px;fill:#66727f}
.axis{text-anchor:middle}.label{text-anchor:end}.label.ours{font-weight:600}.value{font-variant-numeric:tabular-nums}
.grid{stroke:#e3e8ee}.bar{fill:#a9b8c6}.bar.ours{fill:#0b7285}.whisker{stroke:#1f2933;stroke-width:1.4;fill:none}
@media (prefers-color-scheme:dark){svg{background:#0d1117}text{fill:#e6edf3}.facts,.axis{fill:#8b98a5}
.grid{stroke:#232c37}.bar{fill:#4b5b6b}.bar.ours{fill:#22b8cf}.whisker{stroke:#e6edf3}}
</style>
<text class="title" x="20" y="30">${escaped(title)}</text>
<text class="facts" x="20" y="50">µs of one core, user and system, whole process tree; less is better</text>
${out.join("\n")}
<text class="facts" x="20" y="${height - 12}">${escaped(facts)}</text>
</svg>
`;
}

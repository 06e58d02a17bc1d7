import type { SetHeader } from "../config/model.ts";
import type { RequestView, Variable } from "../config/request-view.ts";

/**
 * A field line that a location sets on every request. Made with the plan. Most are one variable whose value is that of the
 * request before (Host, scheme, a client's address), so the last line is kept with its value: comparing costs a tenth of
 * checking and joining it anew.
 */
export class HeaderLine {
  private readonly header: SetHeader;
  /** What stands where the value is empty: nothing, except for Host. */
  private readonly empty: string;
  private readonly variable: Variable | null;
  private lastValue = "";
  private lastLine: string;

  /** @param emptyHost Host for an HTTP/1.0 client that sent none: HTTP/1.1 must have one (RFC 9112 section 3.2). */
  constructor(header: SetHeader, emptyHost: string) {
    const [only, ...others] = header.value.parts;
    this.header = header;
    this.empty = header.lowerName === "host" ? `Host: ${emptyHost}\r\n` : "";
    this.lastLine = this.empty;
    this.variable = others.length === 0 && typeof only === "object" ? only : null;
    if (header.value.constant !== null) this.lastLine = this.render(header.value.constant);
  }

  /** The line with its CRLF, or `""` if there is none. */
  text(view: RequestView): string {
    const { variable, header } = this;
    if (variable === null)
      return header.value.constant === null ? this.render(header.value.render(view)) : this.lastLine;
    const value = variable.value(view) ?? "";
    if (value !== this.lastValue) {
      // Rendered by the template, which makes sure that the value can stand in a line.
      this.lastLine = this.render(header.value.render(view));
      this.lastValue = value;
    }
    return this.lastLine;
  }

  private render(value: string): string {
    return value === "" ? this.empty : `${this.header.name}: ${value}\r\n`;
  }
}

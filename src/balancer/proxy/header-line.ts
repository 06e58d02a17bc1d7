import type { SetHeader } from "../config/model.ts";
import type { RequestView, Variable } from "../config/request-view.ts";

/** One field line that a location sets on every request. */
class HeaderLine {
  /** The line of the last request with its CRLF, `""` if it had none. */
  line: string;
  private readonly header: SetHeader;
  /** What stands where the value is empty: nothing, except for Host. */
  private readonly empty: string;
  private readonly variable: Variable | null;
  private lastValue = "";

  constructor(header: SetHeader, emptyHost: string) {
    const [only, ...others] = header.value.parts;
    this.header = header;
    this.empty = header.lowerName === "host" ? `Host: ${emptyHost}\r\n` : "";
    this.line = header.value.constant === null ? this.empty : this.render(header.value.constant);
    this.variable = others.length === 0 && typeof only === "object" ? only : null;
  }

  /** Makes the line that of this request. True if it is another one. */
  renew(view: RequestView): boolean {
    const { value } = this.header;
    if (value.constant !== null) return false;
    if (this.variable !== null) {
      const current = this.variable.value(view) ?? "";
      if (current === this.lastValue) return false;
      this.lastValue = current;
    }
    // Rendered by the template, which makes sure that the value can stand in a line.
    const line = this.render(value.render(view));
    if (line === this.line) return false;
    this.line = line;
    return true;
  }

  private render(value: string): string {
    return value === "" ? this.empty : `${this.header.name}: ${value}\r\n`;
  }
}

/**
 * The field lines that a location sets on every request. Made with the plan. Most are one variable whose value is that of
 * the request before (Host, scheme, a client's address), so the text is kept with the values: comparing them costs a tenth
 * of checking and joining them anew.
 */
export class HeaderLines {
  private readonly lines: readonly HeaderLine[];
  private joined: string;

  /** @param emptyHost Host for an HTTP/1.0 client that sent none: HTTP/1.1 must have one (RFC 9112 section 3.2). */
  constructor(headers: readonly SetHeader[], emptyHost: string) {
    this.lines = headers.map((header) => new HeaderLine(header, emptyHost));
    this.joined = this.join();
  }

  /** The lines for this request, each with its CRLF. */
  text(view: RequestView): string {
    let changed = false;
    for (let i = 0; i < this.lines.length; i++) if (this.lines[i].renew(view)) changed = true;
    if (changed) this.joined = this.join();
    return this.joined;
  }

  private join(): string {
    return this.lines.map(({ line }) => line).join("");
  }
}

import type { Exchange, ExchangeHandler } from "../core/exchange.ts";
import { renderReport } from "./code-frame.ts";
import type { ErrorReport } from "./protocol.ts";

/** Answers everything with an error of the app that dev could not load; the next save replaces it. */
export class ErrorHandler implements ExchangeHandler {
  private readonly text: string;

  constructor(report: ErrorReport) {
    this.text = renderReport(report);
  }

  handle(exchange: Exchange): void {
    const html = (exchange.header("accept") ?? "").includes("text/html");
    const type = html ? "text/html; charset=utf-8" : "text/plain; charset=utf-8";
    exchange.send(500, ["Content-Type", type, "Cache-Control", "no-store"], html ? page(this.text) : `${this.text}\n`);
  }
}

function page(text: string): string {
  const escaped = text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
  return (
    "<!doctype html><html lang=en><meta charset=utf-8><title>The app cannot be loaded</title>" +
    "<style>body{font:15px/1.5 system-ui;margin:2rem}pre{background:#1112;padding:1rem;overflow:auto}</style>" +
    `<h1>The app cannot be loaded</h1><pre>${escaped}</pre><p>Save a correction and load this page again.</p></html>`
  );
}

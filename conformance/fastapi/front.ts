import type { App } from "flotilla";
import type { Exchange } from "flotilla/server";
import { withChanged } from "./with-changed.ts";

/**
 * The app as a front that has ended TLS and cut off `rootPath` hands it requests: tests with `https://` URLs and with
 * `TestClient(app, root_path=…)` are written for that. What such a front knows reaches the app as fields of the exchange.
 */
export function behindFront(app: App, rootPath: string): App {
  const handle = (exchange: Exchange): void => {
    const scheme = exchange.header("x-forwarded-proto") === "https" ? "https" : exchange.scheme;
    if (scheme === exchange.scheme && rootPath === "") app.handle(exchange);
    else app.handle(withChanged(exchange, { scheme, rootPath }));
  };
  return withChanged(app, { handle });
}

import { html, type Payload } from "../../results.ts";
import { type RedocPage, redocHtml } from "./redoc.ts";
import { oauth2RedirectHtml, type SwaggerUIPage, swaggerUIHtml } from "./swagger-ui.ts";

/**
 * A page of Swagger UI with files from where you say: another version, a CDN, a folder of your own. FastAPI's
 * `get_swagger_ui_html`.
 *
 *     const app = new App({ docsUrl: null });
 *     app.get("/docs", { hidden: true }, () => swaggerUIPage({ title: "Shop", openapiUrl: "/openapi.json", scriptUrl: "/static/swagger-ui-bundle.js", styleUrl: "/static/swagger-ui.css" }));
 */
export function swaggerUIPage(page: SwaggerUIPage): Payload {
  return html(swaggerUIHtml(page));
}

/** A page of ReDoc with its file from where you say. FastAPI's `get_redoc_html`. */
export function redocPage(page: RedocPage): Payload {
  return html(redocHtml(page));
}

/** Where an OAuth2 server sends the browser back to: what `oauth2RedirectUrl` of a Swagger UI page of your own leads to. */
export function oauth2RedirectPage(): Payload {
  return html(oauth2RedirectHtml());
}

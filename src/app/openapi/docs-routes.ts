import { type Context, exchangeOf, platformOf } from "../context.ts";
import { Definition } from "../definition.ts";
import { evaluatePreconditions } from "../files/preconditions.ts";
import { HTTPError } from "../http-error.ts";
import type { Platform } from "../platform/platform.ts";
import { html, Payload } from "../results.ts";
import type { DocumentOptions } from "../settings.ts";
import type { DocumentRequest, DocumentText, DocumentVersion } from "./documents.ts";
import { linkTo } from "./pages/html.ts";
import { missingPage } from "./pages/missing.ts";
import { redocPage, swaggerUIPage } from "./pages/pages.ts";
import { oauth2RedirectHtml, redirectScript, startScript } from "./pages/swagger-ui.ts";

/** What the routes of the docs are made of. */
export interface DocsSource {
  readonly title: string;
  readonly options: Readonly<DocumentOptions>;
  document(request: DocumentRequest): DocumentText;
}

type Handler = (context: Context) => unknown;

/** The document, the docs pages and their files: hidden GET routes without any dependency. Made once an app, at its start. */
export function docsRoutes(source: DocsSource): Definition[] {
  const {
    openapiUrl = "/openapi.json",
    docsUrl = "/docs",
    redocUrl = "/redoc",
    oauth2RedirectUrl = "/docs/oauth2-redirect",
  } = source.options;
  if (openapiUrl === null) return [];
  const routes = [route(openapiUrl, (context) => documentAnswer(source, context))];
  if (docsUrl !== null) routes.push(...swaggerRoutes(source, openapiUrl, docsUrl, oauth2RedirectUrl));
  if (redocUrl !== null) routes.push(...redocRoutes(source, openapiUrl, redocUrl));
  return routes;
}

function swaggerRoutes(
  source: DocsSource,
  openapiUrl: string,
  docsUrl: string,
  redirectUrl: string | null,
): Definition[] {
  const { title, options } = source;
  const file = (name: string): string => `${docsUrl === "/" ? "" : docsUrl}/${name}`;
  const page: Handler = (context) => {
    const link = (target: string): string => linkTo(docsUrl, target, rootPathOf(context));
    const { assets, name } = platformOf(context);
    if (assets === undefined) return html(missingPage(title, "Swagger UI", link(openapiUrl), name));
    return swaggerUIPage({
      title,
      openapiUrl: link(openapiUrl),
      scriptUrl: link(file("swagger-ui-bundle.js")),
      styleUrl: link(file("swagger-ui.css")),
      iconUrl: link(file("favicon-32x32.png")),
      startUrl: link(file("swagger-start.js")),
      oauth2RedirectUrl: redirectUrl === null ? undefined : link(redirectUrl),
      parameters: options.swaggerUi,
      oauth: options.swaggerUiOauth,
    });
  };
  const routes = [
    route(docsUrl, page),
    ...["swagger-ui-bundle.js", "swagger-ui.css", "favicon-32x32.png"].map((name) => assetRoute(file(name), name)),
    scriptRoute(file("swagger-start.js"), startScript),
  ];
  if (redirectUrl === null) return routes;
  const script = file("oauth2-redirect.js");
  const redirect: Handler = (context) => html(oauth2RedirectHtml(linkTo(redirectUrl, script, rootPathOf(context))));
  return [...routes, route(redirectUrl, redirect), scriptRoute(script, redirectScript)];
}

function redocRoutes({ title }: DocsSource, openapiUrl: string, redocUrl: string): Definition[] {
  const file = (name: string): string => `${redocUrl === "/" ? "" : redocUrl}/${name}`;
  const page: Handler = (context) => {
    const link = (target: string): string => linkTo(redocUrl, target, rootPathOf(context));
    const { assets, name } = platformOf(context);
    if (assets === undefined) return html(missingPage(title, "ReDoc", link(openapiUrl), name));
    const scriptUrl = link(file("redoc.standalone.js"));
    return redocPage({ title, openapiUrl: link(openapiUrl), scriptUrl, iconUrl: link(file("favicon-32x32.png")) });
  };
  return [
    route(redocUrl, page),
    ...["redoc.standalone.js", "favicon-32x32.png"].map((name) => assetRoute(file(name), name)),
  ];
}

function scriptRoute(template: string, script: string): Definition {
  return route(template, () => new Payload(script, "text/javascript; charset=utf-8", {}));
}

function route(template: string, handler: Handler): Definition {
  // An arrow function in place: without a name, it is no name for `context.url`.
  return new Definition("GET", template, { hidden: true }, (_: unknown, context: Context) => handler(context));
}

function assetRoute(template: string, name: string): Definition {
  return route(template, async (context) => {
    const coding = takesGzip(context.header("accept-encoding")) ? "gzip" : "identity";
    const asset = await readAsset(platformOf(context), name, coding);
    const fields: { [name: string]: string } = {
      etag: asset.etag,
      "cache-control": "no-cache",
      vary: "accept-encoding",
    };
    if (isUnchanged(context, asset.etag)) return new Payload(null, null, { status: 304, headers: fields });
    if (coding === "gzip") fields["content-encoding"] = "gzip";
    return new Payload(asset.body, asset.contentType, { headers: fields });
  });
}

async function readAsset({ assets }: Platform, name: string, coding: "gzip" | "identity") {
  const asset = await assets?.read(name, coding);
  if (asset === undefined) throw new HTTPError(404);
  return asset;
}

/** Accept-Encoding (RFC 9110 section 12.5.3): gzip by name or by `*`, not with a weight of zero. */
function takesGzip(field: string | undefined): boolean {
  const weights = new Map<string, boolean>();
  for (const part of field?.toLowerCase().split(",") ?? []) {
    const [coding, ...parameters] = part.split(";").map((text) => text.trim());
    weights.set(coding, !parameters.some((parameter) => /^q=0(\.0{0,3})?$/.test(parameter)));
  }
  return weights.get("gzip") ?? weights.get("*") ?? false;
}

function documentAnswer(source: DocsSource, context: Context): Payload {
  const asked = new URLSearchParams(exchangeOf(context).query).get("version");
  const { text, etag } = source.document({ version: versionOf(asked), rootPath: rootPathOf(context) });
  const headers = { etag, "cache-control": "no-cache" };
  if (isUnchanged(context, etag)) return new Payload(null, null, { status: 304, headers });
  return new Payload(text, "application/json", { headers });
}

/** @throws HTTPError 400 for a version there is no document of. */
function versionOf(asked: string | null): DocumentVersion {
  const version = asked === null ? "3.1" : /^(3\.[01])(\.\d+)?$/.exec(asked)?.[1];
  if (version === undefined) throw new HTTPError(400, "version: there are documents of OpenAPI 3.1 and 3.0");
  return version as DocumentVersion;
}

function isUnchanged(context: Context, etag: string): boolean {
  const field = (name: string): string | undefined =>
    name === "if-none-match" ? context.header("if-none-match") : undefined;
  return evaluatePreconditions(field, { etag, modifiedMs: 0 }) === "not-modified";
}

function rootPathOf({ rootPath }: Context): string {
  let end = rootPath.length;
  while (rootPath[end - 1] === "/") end--;
  return rootPath.slice(0, end);
}

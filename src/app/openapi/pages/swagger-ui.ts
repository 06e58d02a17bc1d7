import { escapeHtml, jsonForScript } from "./html.ts";

/** What a page of Swagger UI is made of. Addresses as they stand in the page. */
export interface SwaggerPage {
  readonly title: string;
  readonly openapiUrl: string;
  /** Null where the OAuth2 flow has nowhere to come back to. */
  readonly oauth2RedirectUrl: string | null;
  readonly parameters: { readonly [name: string]: unknown } | undefined;
  readonly oauth: { readonly [name: string]: unknown } | undefined;
  /** Address of a file of the page. */
  readonly asset: (name: string) => string;
}

/** FastAPI's parameters, and no badge of a validator on the internet. */
const defaults = {
  dom_id: "#swagger-ui",
  layout: "BaseLayout",
  deepLinking: true,
  showExtensions: true,
  showCommonExtensions: true,
  validatorUrl: null,
};

/** Name of the script that starts Swagger UI: a file of its own, so that a strict content security policy lets it run. */
export const swaggerStart = "swagger-start.js";

export const swaggerStartScript = `"use strict";
{
  const { oauth, ...settings } = JSON.parse(document.getElementById("settings").textContent);
  const absolute = (url) => new URL(url, window.location.href).href;
  if (settings.url) settings.url = absolute(settings.url).replace(window.location.origin, "");
  if (settings.oauth2RedirectUrl) settings.oauth2RedirectUrl = absolute(settings.oauth2RedirectUrl);
  const ui = SwaggerUIBundle({
    presets: [SwaggerUIBundle.presets.apis, SwaggerUIBundle.SwaggerUIStandalonePreset],
    ...settings,
  });
  if (oauth) ui.initOAuth(oauth);
}
`;

export function swaggerPage({ title, openapiUrl, oauth2RedirectUrl, parameters, oauth, asset }: SwaggerPage): string {
  const settings = {
    url: openapiUrl,
    ...defaults,
    ...(oauth2RedirectUrl === null ? {} : { oauth2RedirectUrl }),
    ...parameters,
    ...(oauth === undefined ? {} : { oauth }),
  };
  return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(title)} - Swagger UI</title>
<link rel="stylesheet" href="${escapeHtml(asset("swagger-ui.css"))}">
<link rel="icon" href="${escapeHtml(asset("favicon-32x32.png"))}">
</head>
<body>
<div id="swagger-ui"></div>
<script id="settings" type="application/json">${jsonForScript(settings)}</script>
<script src="${escapeHtml(asset("swagger-ui-bundle.js"))}"></script>
<script src="${escapeHtml(asset(swaggerStart))}"></script>
</body>
</html>
`;
}

/** Where an OAuth2 server sends the browser back to: hands what it says to the Swagger UI that opened the window. */
export function redirectPage(script: string): string {
  return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<title>Swagger UI: OAuth2 Redirect</title>
</head>
<body>
<script src="${escapeHtml(script)}"></script>
</body>
</html>
`;
}

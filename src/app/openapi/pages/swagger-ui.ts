import { escapeHtml, jsonForScript } from "./html.ts";

/** What a page of Swagger UI is made of. Addresses stand in the page as they are given. */
export interface SwaggerUIPage {
  readonly title: string;
  /** Where the document is. */
  readonly openapiUrl: string;
  /** Swagger UI's `swagger-ui-bundle.js` and `swagger-ui.css`. */
  readonly scriptUrl: string;
  readonly styleUrl: string;
  /** Default none. */
  readonly iconUrl?: string;
  /** The script that starts Swagger UI, where it is not to stand in the page. */
  readonly startUrl?: string;
  /** Where an OAuth2 server sends the browser back to. Default nowhere. */
  readonly oauth2RedirectUrl?: string;
  /** Parameters of Swagger UI, over ours. */
  readonly parameters?: { readonly [name: string]: unknown };
  /** What `initOAuth` gets. */
  readonly oauth?: { readonly [name: string]: unknown };
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

/** Starts Swagger UI with the settings in the page. A file of its own where a strict content security policy is to let it run. */
export const startScript = `"use strict";
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

export function swaggerUIHtml(page: SwaggerUIPage): string {
  const { title, openapiUrl, scriptUrl, styleUrl, iconUrl, startUrl, oauth2RedirectUrl, parameters, oauth } = page;
  const settings = {
    url: openapiUrl,
    ...defaults,
    ...(oauth2RedirectUrl === undefined ? {} : { oauth2RedirectUrl }),
    ...parameters,
    ...(oauth === undefined ? {} : { oauth }),
  };
  const icon = iconUrl === undefined ? "" : `<link rel="icon" href="${escapeHtml(iconUrl)}">\n`;
  return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(title)} - Swagger UI</title>
<link rel="stylesheet" href="${escapeHtml(styleUrl)}">
${icon}</head>
<body>
<div id="swagger-ui"></div>
<script id="settings" type="application/json">${jsonForScript(settings)}</script>
<!-- SwaggerUIBundle() is called with these settings and
presets: [SwaggerUIBundle.presets.apis, SwaggerUIBundle.SwaggerUIStandalonePreset] -->
<script src="${escapeHtml(scriptUrl)}"></script>
${scriptElement(startUrl, startScript)}
</body>
</html>
`;
}

/** Tells the Swagger UI that opened the window what an OAuth2 server answered; as swagger-ui-dist's own oauth2-redirect.js does. */
export const redirectScript = `"use strict";
{
  const oauth2 = window.opener.swaggerUIRedirectOauth2;
  const { auth, redirectUrl, state } = oauth2;
  const { hash, search } = window.location;
  const text = /code|token|error/.test(hash) ? hash.slice(1).replace("?", "&") : search.slice(1);
  const answer = Object.fromEntries(
    text.split("&").filter(Boolean).map((pair) => {
      const [name, ...value] = pair.split("=");
      return [name, decodeURIComponent(value.join("="))];
    }),
  );
  const tell = (level, message) => oauth2.errCb({ authId: auth.name, source: "auth", level, message });
  const isValid = answer.state === state;
  if (["accessCode", "authorizationCode", "authorization_code"].includes(auth.schema.get("flow")) && !auth.code) {
    if (!isValid) tell("warning", "Authorization may be unsafe: the server did not send back the state it was given.");
    if (answer.code) {
      delete oauth2.state;
      auth.code = answer.code;
      oauth2.callback({ auth, redirectUrl });
    } else {
      const { error = "Authorization failed", error_description: why = "no code came from the server", error_uri: more } = answer;
      tell("error", "[" + error + "]: " + why + "." + (more ? " More info: " + more : ""));
    }
  } else {
    oauth2.callback({ auth, token: answer, isValid, redirectUrl });
  }
  window.close();
}
`;

/** Where an OAuth2 server sends the browser back to. */
export function oauth2RedirectHtml(scriptUrl?: string): string {
  return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<title>Swagger UI: OAuth2 Redirect</title>
</head>
<body>
<!-- What the address says is handed to window.opener.swaggerUIRedirectOauth2 -->
${scriptElement(scriptUrl, redirectScript)}
</body>
</html>
`;
}

function scriptElement(url: string | undefined, script: string): string {
  return url === undefined ? `<script>\n${script}</script>` : `<script src="${escapeHtml(url)}"></script>`;
}

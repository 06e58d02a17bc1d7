import { escapeHtml } from "./html.ts";

/** In place of a docs page where its files are not at hand. */
export function missingPage(title: string, tool: string, openapiUrl: string, platform: string): string {
  return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(title)} - ${tool}</title>
</head>
<body>
<h1>${escapeHtml(title)}</h1>
<p>The API is described in <a href="${escapeHtml(openapiUrl)}">this OpenAPI document</a>.</p>
<p>${tool} comes with Flotilla's own server (<code>flotilla run</code>, or <code>serve</code> of
<code>flotilla/server</code>). This app runs on the platform &quot;${escapeHtml(platform)}&quot;, which cannot read its files;
nothing is loaded from elsewhere instead.</p>
</body>
</html>
`;
}

import { escapeHtml } from "./html.ts";

/** What a page of ReDoc is made of. Addresses stand in the page as they are given. */
export interface RedocPage {
  readonly title: string;
  /** Where the document is. */
  readonly openapiUrl: string;
  /** ReDoc's `redoc.standalone.js`. */
  readonly scriptUrl: string;
  /** Default none. */
  readonly iconUrl?: string;
}

/** ReDoc starts itself where it finds its element. */
export function redocHtml({ title, openapiUrl, scriptUrl, iconUrl }: RedocPage): string {
  const icon = iconUrl === undefined ? "" : `<link rel="icon" href="${escapeHtml(iconUrl)}">\n`;
  return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(title)} - ReDoc</title>
${icon}<style>body { margin: 0; padding: 0; }</style>
</head>
<body>
<noscript>ReDoc needs JavaScript to show this documentation.</noscript>
<redoc spec-url="${escapeHtml(openapiUrl)}"></redoc>
<script src="${escapeHtml(scriptUrl)}"></script>
</body>
</html>
`;
}

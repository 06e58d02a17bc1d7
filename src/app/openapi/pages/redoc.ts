import { escapeHtml } from "./html.ts";

export interface RedocPage {
  readonly title: string;
  readonly openapiUrl: string;
  /** Address of a file of the page. */
  readonly asset: (name: string) => string;
}

/** ReDoc starts itself where it finds its element. */
export function redocPage({ title, openapiUrl, asset }: RedocPage): string {
  return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(title)} - ReDoc</title>
<link rel="icon" href="${escapeHtml(asset("favicon-32x32.png"))}">
<style>body { margin: 0; padding: 0; }</style>
</head>
<body>
<noscript>ReDoc needs JavaScript to show this documentation.</noscript>
<redoc spec-url="${escapeHtml(openapiUrl)}"></redoc>
<script src="${escapeHtml(asset("redoc.standalone.js"))}"></script>
</body>
</html>
`;
}

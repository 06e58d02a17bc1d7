/** Text as it can stand in HTML, in an attribute too. */
export function escapeHtml(text: string): string {
  return text
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;")
    .replaceAll("'", "&#39;");
}

/** JSON as it can stand in a script element: nothing in it ends the element or opens a comment. On one line, with spaces. */
export function jsonForScript(value: unknown): string {
  return JSON.stringify(value, null, 1)
    .replace(/([[{])\n */g, "$1")
    .replace(/\n *([\]}])/g, "$1")
    .replace(/\n */g, " ")
    .replaceAll("<", "\\u003c")
    .replaceAll(">", "\\u003e")
    .replaceAll("&", "\\u0026");
}

/**
 * The address of `target` in a page at `page`, both paths of the app. Below a known root path it is absolute; else it is relative, so
 * that it is also right behind a proxy that cuts off a prefix and does not say so.
 */
export function linkTo(page: string, target: string, rootPath: string): string {
  if (rootPath !== "") return rootPath + target;
  const depth = page.split("/").length - 2;
  return (depth === 0 ? "." : Array(depth).fill("..").join("/")) + target;
}

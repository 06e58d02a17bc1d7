import { reasonPhrases } from "../core/reason.ts";

/** Page of an error the balancer answers with itself, as nginx's. `tokens`: names our product. */
export function errorPage(status: number, tokens: boolean): { readonly contentType: string; readonly body: string } {
  const title = `${status} ${reasonPhrases[status] ?? ""}`.trim();
  const footer = tokens ? "<hr><center>flotilla</center>\r\n" : "";
  const body = `<html>\r\n<head><title>${title}</title></head>\r\n<body>\r\n<center><h1>${title}</h1></center>\r\n${footer}</body>\r\n</html>\r\n`;
  return { contentType: "text/html", body };
}

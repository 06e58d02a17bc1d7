import type { Answer } from "./carriers.ts";
import type { Asked } from "./requests.ts";

export interface Difference {
  readonly name: string;
  readonly why: string;
  explains(asked: Asked, carrier: string, ours: Answer, theirs: Answer): boolean;
}

const withoutType = ({ status, headers, body }: Answer): string =>
  JSON.stringify([
    status,
    headers.filter((line) => !line.startsWith("content-type:")),
    body.replace("text/plain;charset=utf-8", "text/plain"),
  ]);

/** What a platform does before the app is asked, or after it has answered. */
export const differences: readonly Difference[] = [
  {
    name: "media types of Bun's own objects",
    why: "a File without a type gets a charset, `Response.json()` too; the Response of a text has no type until Bun itself sends it",
    explains: ({ path }, carrier, ours, theirs) =>
      carrier === "Bun.serve" &&
      ["/upload", "/response", "/foreign/a/b?c"].includes(path) &&
      withoutType(ours) === withoutType(theirs),
  },
  {
    name: "docs pages",
    why: "the scripts of Swagger UI are files of the package: where there is no file system the page links to the document",
    explains: ({ path }, _, ours, theirs) =>
      path === "/docs" && theirs.status === 200 && theirs.body.includes("openapi.json") && ours.status === 200,
  },
];

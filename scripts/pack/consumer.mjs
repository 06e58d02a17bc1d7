// A user's files, as text: they are written into the folder where the packed tarball was installed.

/** The README's own `main.ts`: what a newcomer types first. */
export function mainOf(readme) {
  const block = /^```ts\n(\/\/ main\.ts\n[\s\S]*?)^```$/m.exec(readme);
  if (block === null) throw new Error("README.md has no ts block that begins with `// main.ts`");
  return block[1];
}

/** Good uses that must compile against the published declarations, and bad ones that must not. */
export const types = `import { App, HTTPError } from "flotilla";
import { serve } from "flotilla/server";
import { app } from "./main.ts";

const other = new App({ title: "Typed", version: "1.0.0" });
other.get("/items/{item_id}", ({ path }) => {
  const id: string = path.item_id;
  if (id === "0") throw new HTTPError(404, "Item not found");
  // @ts-expect-error: the template has no such parameter
  path.other;
  return { id };
});

const server = await serve(app, { port: 0, keepAliveTimeoutMs: 1000 });
const port: number = server.port;
// @ts-expect-error: a port is a number
await serve(app, { port: "0" });
const report = await server.close({ graceMs: port });
report.cut.toFixed();
`;

export const tsconfig = {
  compilerOptions: {
    target: "es2022",
    module: "nodenext",
    types: ["node"],
    strict: true,
    // Our declarations are checked too, not only the use of them.
    skipLibCheck: false,
    allowImportingTsExtensions: true,
    noEmit: true,
  },
  include: ["*.ts"],
};

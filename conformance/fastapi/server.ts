// Serves the ports, each on a port of its own, as the tests ask for them. Prints the address of its control server.
//   POST   { app, environment, folder, rootPath, overrides }  → { id, port } of a fresh instance, or { error }
//   DELETE { id }
import { once } from "node:events";
import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import type { App } from "flotilla";
import { type RunningServer, serve } from "flotilla/server";
import { behindFront } from "./front.ts";
import { overridden } from "./overrides.ts";

interface Asked {
  readonly id: string;
  readonly app: string;
  /** The variable, or else the function, of the test file that the app belongs to. */
  readonly name: string;
  readonly environment: { readonly [name: string]: string | null };
  readonly folder: string;
  readonly rootPath: string;
  /** Names of dependencies and of the functions in their place. */
  readonly overrides: readonly (readonly [replaced: string, fake: string])[];
}

const startedWith = { ...process.env };
const running = new Map<string, RunningServer>();
let loaded = 0;

/** Tests set variables and change folders for the app they import next; so it is done here, before its module is loaded. */
function prepare({ environment, folder }: Asked): void {
  for (const name of Object.keys(process.env)) if (!(name in startedWith)) delete process.env[name];
  Object.assign(process.env, startedWith);
  for (const [name, value] of Object.entries(environment)) {
    if (value === null) delete process.env[name];
    else process.env[name] = value;
  }
  process.chdir(folder);
}

async function load(asked: Asked): Promise<object> {
  prepare(asked);
  loaded += 1;
  // The query makes it another module: the state an app keeps in variables starts anew, as after Python's reload.
  const module = await import(new URL(`./ports/${asked.app}.ts?${loaded}`, import.meta.url).href);
  // An app made within a test has a port of its own, where there are several.
  const isOneOfMany = module.apps !== undefined && asked.name.startsWith("test_");
  const own: App | undefined = module.apps?.[asked.name] ?? (isOneOfMany ? undefined : module.app);
  if (own === undefined) return { leftOut: `${asked.name} has no port` };
  const fakes = asked.overrides.map(([, fake]) => fake);
  const app = fakes.length === 0 ? own : overridden(own, module.overrides ?? {}, fakes);
  if (app === undefined) return { leftOut: `the port has no overrides for ${fakes.join(", ")}` };
  const server = await serve(behindFront(app, asked.rootPath), { host: "127.0.0.1", port: 0 });
  const id = String(loaded);
  running.set(id, server);
  return { id, port: server.port };
}

async function unload({ id }: Asked): Promise<object> {
  await running.get(id)?.close({ graceMs: 0 });
  running.delete(id);
  return {};
}

async function answer(request: IncomingMessage): Promise<object> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  const asked: Asked = JSON.parse(Buffer.concat(chunks).toString());
  return request.method === "DELETE" ? unload(asked) : load(asked);
}

const control = createServer((request, response) => {
  answer(request)
    .catch((error: unknown) => ({ error: error instanceof Error ? (error.stack ?? error.message) : String(error) }))
    .then((body) => response.end(JSON.stringify(body)));
});
control.listen(0, "127.0.0.1");
await once(control, "listening");
console.log(`http://127.0.0.1:${(control.address() as AddressInfo).port}`);

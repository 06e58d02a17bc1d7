// Serves the shop for schemathesis. Prints its port.
import { serve } from "flotilla/server";
import { app } from "../../examples/shop/main.ts";

const server = await serve(app, { host: "127.0.0.1", port: 0 });
console.log(server.port);
process.once("SIGTERM", () => server.close({ graceMs: 0 }).then(() => process.exit(0)));

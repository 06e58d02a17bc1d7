import { serve } from "flotilla/server";
import { app } from "./app.ts";

const server = await serve(app, { host: "127.0.0.1", port: 0 });
console.log(server.port);

// The App's hello through `serve`, from the built package.
import { App } from "flotilla";
import { serve } from "flotilla/server";

const app = new App({ title: "Hello", version: "1.0.0" });
app.get("/hello", () => ({ message: "Hello, World!" }));
await serve(app, { port: Number(process.env.PORT) });

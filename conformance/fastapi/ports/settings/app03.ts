import { App } from "flotilla";
import { settings } from "flotilla/settings";
import { Settings } from "./app01/config.ts";

export const app = new App({ title: "FastAPI" });

const config = settings(Settings, { file: ".env" });

app.get("/info", { use: { config } }, function info({ config }) {
  return config;
});

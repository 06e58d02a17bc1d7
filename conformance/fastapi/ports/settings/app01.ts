import { App } from "flotilla";
import { settings } from "flotilla/settings";
import { Settings } from "./app01/config.ts";

export const app = new App({ title: "FastAPI" });

const config = settings(Settings, { file: null });

app.get("/info", function info() {
  return config.value;
});

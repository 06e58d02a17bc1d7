import { App, resource } from "flotilla";
import { settings } from "flotilla/settings";
import { Settings } from "./app01/config.ts";

export const app = new App({ title: "FastAPI" });

const config = settings(Settings, { file: null });

app.get("/info", { use: { config } }, function info({ config }) {
  return config;
});

const testConfig = resource(() => Settings.parse({ admin_email: "testing_admin@example.com" }));

export const overrides = { get_settings_override: [config, testConfig] };

import { App, resource } from "flotilla";
import { Settings } from "./app01/config.ts";

export const app = new App({ title: "FastAPI" });

const getSettings = resource(() => Settings.parse(process.env));

app.get("/info", { use: { settings: getSettings } }, function info({ settings }) {
  return {
    app_name: settings.APP_NAME,
    admin_email: settings.ADMIN_EMAIL,
    items_per_user: settings.ITEMS_PER_USER,
  };
});

const testSettings = resource(() => Settings.parse({ ADMIN_EMAIL: "testing_admin@example.com" }));

export const overrides = { get_settings_override: [getSettings, testSettings] };

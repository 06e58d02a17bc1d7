import { App } from "flotilla";
import { Settings } from "./app01/config.ts";

export const app = new App({ title: "FastAPI" });

const settings = Settings.parse(process.env);

app.get("/info", function info() {
  return {
    app_name: settings.APP_NAME,
    admin_email: settings.ADMIN_EMAIL,
    items_per_user: settings.ITEMS_PER_USER,
  };
});

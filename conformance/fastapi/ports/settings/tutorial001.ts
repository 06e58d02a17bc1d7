import { App } from "flotilla";
import { z } from "zod";

const Settings = z.object({
  APP_NAME: z.string().default("Awesome API"),
  ADMIN_EMAIL: z.string(),
  ITEMS_PER_USER: z.coerce.number().default(50),
});

const settings = Settings.parse(process.env);

export const app = new App({ title: "FastAPI" });

app.get("/info", function info() {
  return {
    app_name: settings.APP_NAME,
    admin_email: settings.ADMIN_EMAIL,
    items_per_user: settings.ITEMS_PER_USER,
  };
});

import { z } from "zod";

export const Settings = z.object({
  APP_NAME: z.string().default("Awesome API"),
  ADMIN_EMAIL: z.string(),
  ITEMS_PER_USER: z.coerce.number().default(50),
});

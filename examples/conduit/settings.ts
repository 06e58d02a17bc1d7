import { settings } from "flotilla/settings";
import { z } from "zod";

export const config = settings(
  z.object({
    /** Signs tokens: `openssl rand -hex 32`. */
    secret_key: z.string().min(1),
    jwt_token_prefix: z.string().default("Token"),
  }),
);

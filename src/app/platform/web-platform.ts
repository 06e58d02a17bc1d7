import type { Platform } from "./platform.ts";

/** What an app has without a server of ours: the web platform alone. */
export const webPlatform: Platform = { name: "web" };

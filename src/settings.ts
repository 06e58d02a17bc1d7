/** `flotilla/settings`: typed settings from the environment and `.env` files. */
export { type SettingsOptions, type SettingsResource, settings } from "./server/environment.ts";

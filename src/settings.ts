export { type SettingsOptions, type SettingsResource, settings } from "./server/environment.ts";

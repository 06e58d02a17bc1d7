import { Problem } from "./models/common.ts";

// Answers that several routes have in common, by what causes them.
export const signedIn = { 401: { schema: Problem, description: "No token, or one that is not valid" } } as const;
export const allowed = { ...signedIn, 403: { schema: Problem, description: "Not with this token's scopes" } } as const;
export const missing = { 404: { schema: Problem, description: "There is no such thing" } } as const;
export const conflict = { 409: { schema: Problem, description: "Not as things stand" } } as const;
export const tooLarge = { 413: { schema: Problem, description: "More bytes than are taken" } } as const;

export { reasonPhrases } from "../core/reason.ts";

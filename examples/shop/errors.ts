// What goes wrong in a shop. `main.ts` says how HTTP answers it.

/** There is no such thing. */
export class NotFound extends Error {}

/** It cannot be done as things stand. */
export class Conflict extends Error {}

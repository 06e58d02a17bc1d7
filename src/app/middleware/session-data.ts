/** What a session holds, by name. Add your own fields by declaration merging; values are what JSON can say. */
export interface SessionData {
  [name: string]: unknown;
}

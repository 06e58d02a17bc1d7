/** A message as a parser understood it. */
export interface Message {
  /** `GET /url HTTP/1.1`, or `HTTP/1.1 200`. */
  readonly start: string;
  /** Field lines as `name: value`, order kept, white space around values gone. */
  readonly fields: string[];
  body: string;
  readonly trailers: string[];
  complete: boolean;
}

/** What a parser made of an input. */
export interface Reading {
  /** Messages whose head was whole, in order; the last may be incomplete. */
  readonly messages: readonly Message[];
  /** Why it refused what follows; `null` if it did not. */
  readonly refused: string | null;
  /** What follows the last message belongs to another protocol. */
  readonly upgraded: boolean;
  /** If the connection ended here, was anything cut short? */
  readonly cut: boolean;
}

/** Both took the same messages for the same, as far as they got. */
export function sameMessages(one: Reading, other: Reading): boolean {
  return JSON.stringify(one.messages) === JSON.stringify(other.messages);
}

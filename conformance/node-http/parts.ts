import type { Message } from "../reading.ts";

/** A line and what ends it. */
export interface Line {
  text: string;
  end: string;
}

/** One chunk: its size line, the data, and what follows the data. */
export interface Chunk {
  size: string;
  extension: string;
  data: string;
  end: string;
}

/** A request in pieces that can be broken one by one. Text is latin-1. */
export interface Parts {
  /** Empty line before the request line, or nothing. */
  prelude: string;
  method: string;
  target: string;
  version: string;
  /** Between the three, and what ends the line. */
  separators: [string, string, string];
  fields: Line[];
  /** What ends the head. */
  headEnd: string;
  framing: "none" | "length" | "chunked";
  body: string;
  chunks: Chunk[];
  trailers: Line[];
}

/** The request as it goes over the wire. */
export function render(parts: Parts): string {
  const lines = (list: readonly Line[]) => list.map(({ text, end }) => text + end).join("");
  const [one, two, end] = parts.separators;
  let text = `${parts.prelude}${parts.method}${one}${parts.target}${two}${parts.version}${end}${lines(parts.fields)}${parts.headEnd}`;
  if (parts.framing === "length") text += parts.body;
  if (parts.framing === "chunked") {
    for (const chunk of parts.chunks) text += `${chunk.size}${chunk.extension}\r\n${chunk.data}${chunk.end}`;
    text += `${lines(parts.trailers)}\r\n`;
  }
  return text;
}

function fieldOf({ text }: Line): string {
  const colon = text.indexOf(":");
  return `${text.slice(0, colon)}: ${text.slice(colon + 1).replace(/^[ \t]+|[ \t]+$/g, "")}`;
}

/** What the request means, known because it was built to mean it. */
export function meaning(parts: Parts): Message {
  return {
    start: `${parts.method} ${parts.target} ${parts.version}`,
    fields: parts.fields.map(fieldOf),
    body: parts.framing === "chunked" ? parts.chunks.map(({ data }) => data).join("") : parts.body,
    trailers: parts.trailers.map(fieldOf),
    complete: true,
  };
}

import { METHODS } from "node:http";
import type { Reading } from "../reading.ts";

/** What ours refuses and node:http reads, by the fault ours names. Another code fails the run. */
export const stricter: { readonly [code: string]: string } = {
  bad_host: "RFC 9112 section 3.2: node:http looks neither at the number of Host lines nor at their form",
  bad_target: "RFC 9112 section 3.2: fragments, user information, `*` without OPTIONS and targets of no form",
  bad_request_line:
    "RFC 9112 sections 2.2 and 3: one empty line before it, and a version at its end; node:http reads HTTP/0.9",
  bad_line_ending: "RFC 9112 section 2.2: node:http skips any CR and LF before a request line",
  unknown_transfer_coding: "RFC 9112 section 6.1: codings before chunked are not understood, so 501",
  bad_transfer_encoding: "RFC 9112 section 6.1: more than one Transfer-Encoding, or one in HTTP/1.0",
  bad_chunk: "RFC 9112 section 7.1.1: extensions that are not of its grammar",
  bad_trailer: "RFC 9110 section 6.5.1: fields that frame, route or authenticate do not come late",
  unsupported_expectation: "RFC 9110 section 10.1.1: 417; node:http leaves it to the application",
  after_close: "RFC 9112 section 9.3: close wins over keep-alive, and is found in a list",
};

/** An input that node:http reads in another way than ours, or refuses while ours reads it. */
export interface Case {
  readonly input: string;
  readonly ours: Reading;
  readonly theirs: Reading;
}

/** A reason why ours may read what node:http refuses or reads otherwise. */
export interface Rule {
  readonly name: string;
  readonly reason: string;
  explains(found: Case): boolean;
}

/** The request after which node:http hands the connection over, if ours read the same head; its fields. */
function handedOver({ ours, theirs }: Case): { start: string; fields: string } | null {
  const at = theirs.messages.length - 1;
  const [mine, other] = [ours.messages[at], theirs.messages[at]];
  if (!theirs.upgraded || mine === undefined || mine.start !== other.start) return null;
  return { start: mine.start, fields: mine.fields.join("\n") };
}

const knownMethods = new Set(METHODS);

export const otherwise: readonly Rule[] = [
  {
    name: "any token is a method",
    reason: "RFC 9110 section 9.1; llhttp knows a closed list",
    explains: ({ ours, theirs }) =>
      theirs.refused?.startsWith("HPE_INVALID_METHOD") === true &&
      !knownMethods.has(ours.messages[theirs.messages.length]?.start.split(" ")[0]),
  },
  {
    name: "white space in chunk extensions",
    reason: "RFC 9112 section 7.1.1: BWS has to be read",
    explains: ({ input, theirs }) =>
      /^HPE_(?:STRICT|INVALID_CHUNK_SIZE)/.test(theirs.refused ?? "") &&
      /[\dA-Fa-f][ \t]+;|;[ \t]|[ \t]=|=[ \t]|[ \t];/.test(input),
  },
  {
    name: "tab around a value that frames",
    reason: "RFC 9110 section 5.6.3: OWS is spaces and tabs; llhttp knows spaces there",
    explains: ({ input, theirs }) =>
      /^HPE_(?:INVALID_CONTENT_LENGTH|INVALID_TRANSFER_ENCODING|CLOSED_CONNECTION)/.test(theirs.refused ?? "") &&
      /(?:content-length|transfer-encoding|connection):[^\n]*\t/i.test(input),
  },
  {
    name: "body of a request that upgrades or connects",
    reason:
      "RFC 9110 section 7.8, RFC 9112 section 6: the other protocol begins after the request, its content included",
    explains: (found) => /^(?:content-length|transfer-encoding):/im.test(handedOver(found)?.fields ?? ""),
  },
  {
    name: "no upgrade from HTTP/1.0",
    reason: "RFC 9110 section 7.8: the server must ignore it",
    explains: (found) => {
      const start = handedOver(found)?.start ?? "";
      return start.endsWith(" HTTP/1.0") && !start.startsWith("CONNECT ");
    },
  },
];

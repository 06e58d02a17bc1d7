/** A check that did not hold, as schemathesis reports it. */
export interface Finding {
  /** Of the check, e.g. `negative_data_rejection`. */
  readonly check: string;
  readonly operation: string;
  readonly title: string;
  readonly message: string;
  /** What was answered: status and body, and the body that was sent, in part. */
  readonly exchange: string;
}

export interface Difference {
  readonly name: string;
  readonly why: string;
  explains(finding: Finding): boolean;
}

/** Where a check and FastAPI's contract say different things on purpose, or the check cannot see what was sent. */
export const differences: readonly Difference[] = [
  {
    name: "a file is whatever bytes it has",
    why: 'the document says "string" of a file. To break that, another JSON value is made, written as text and sent as the file: a good one',
    explains: ({ check, message }) =>
      check === "negative_data_rejection" && /at \/properties\/upload \(was string, became \w+\)$/.test(message.trim()),
  },
  {
    name: "e-mail addresses under reserved names",
    why: 'email-validator, which FastAPI uses, refuses "x@y.test"; no JSON Schema can say so',
    explains: ({ check, exchange }) =>
      check === "positive_data_acceptance" &&
      exchange.includes("is a special-use or reserved name that cannot be used"),
  },
];

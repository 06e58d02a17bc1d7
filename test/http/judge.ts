/** A message as one parser told it, reduced to what whoever acts on it sees. */
export interface Told {
  /** Named parts of the head. */
  readonly head: Readonly<Record<string, string | number | boolean>>;
  readonly body: string;
  readonly trailers: readonly string[];
  readonly done: boolean;
}

/** What one parser made of an input. `refusal` is null when it had none. */
export interface Reading {
  readonly messages: readonly Told[];
  readonly refusal: string | null;
  readonly state: string;
}

export type Verdict =
  | { readonly kind: "same" | "both refuse"; readonly tells?: undefined }
  /** Ours refuses what theirs accepts (`tells`: what ours says), or the reverse (what theirs says). */
  | { readonly kind: "stricter" | "laxer"; readonly tells: string }
  /** Both accept it as different things. */
  | { readonly kind: "meaning"; readonly tells: string };

/** A difference that is meant. */
export interface Rule {
  readonly name: string;
  readonly tells: RegExp;
  /** What the input must look like besides. */
  readonly input?: RegExp;
  /** Why ours is right, and from which section. */
  readonly why: string;
}

/** A flat list as one text; white space around names and values is no part of the meaning. */
export function flat(list: readonly string[]): string {
  return JSON.stringify(list.map((text) => text.replace(/^[ \t]+|[ \t]+$/g, "")));
}

function headDifference(ours: Told, theirs: Told): string | null {
  for (const part of Object.keys(ours.head)) {
    if (ours.head[part] !== theirs.head[part]) return `${part}: ${ours.head[part]} | ${theirs.head[part]}`;
  }
  return null;
}

/** Compares message by message: the first difference decides. */
export function judge(ours: Reading, theirs: Reading): Verdict {
  const refusal = (): Verdict | null => {
    if (ours.refusal !== null) {
      return theirs.refusal !== null ? { kind: "both refuse" } : { kind: "stricter", tells: ours.refusal };
    }
    return theirs.refusal !== null ? { kind: "laxer", tells: theirs.refusal } : null;
  };
  for (let i = 0; i < Math.max(ours.messages.length, theirs.messages.length); i++) {
    const [o, t] = [ours.messages[i], theirs.messages[i]];
    // One of them has left HTTP or ended the connection: what the other makes of the rest is no second difference.
    if (t === undefined && ends(theirs)) return meant(ours, theirs);
    if (o === undefined && ends(ours)) return meant(ours, theirs);
    if (o === undefined) {
      if (ours.refusal !== null) return { kind: "stricter", tells: ours.refusal };
      return { kind: "meaning", tells: `only theirs has message ${i}` };
    }
    if (t === undefined) {
      if (theirs.refusal !== null) return { kind: "laxer", tells: theirs.refusal };
      return { kind: "meaning", tells: `only ours has message ${i}` };
    }
    const difference = headDifference(o, t);
    if (difference !== null) return { kind: "meaning", tells: difference };
    if (o.done && t.done) {
      if (o.body !== t.body) return { kind: "meaning", tells: `body: ${o.body} | ${t.body}` };
      if (flat(o.trailers) !== flat(t.trailers)) {
        return { kind: "meaning", tells: `trailers: ${flat(o.trailers)} | ${flat(t.trailers)}` };
      }
      continue;
    }
    if (!o.body.startsWith(t.body) && !t.body.startsWith(o.body)) {
      return { kind: "meaning", tells: `body so far: ${o.body} | ${t.body}` };
    }
    if (o.done) {
      if (theirs.refusal !== null) return { kind: "laxer", tells: theirs.refusal };
      return { kind: "meaning", tells: "they wait, we do not" };
    }
    if (t.done) {
      if (ours.refusal !== null) return { kind: "stricter", tells: ours.refusal };
      if (theirs.state === "switched") return { kind: "meaning", tells: "state: within the body | switched" };
      return { kind: "meaning", tells: "we wait, they do not" };
    }
    const verdict = refusal();
    if (verdict !== null) return verdict;
    return o.body === t.body ? { kind: "same" } : { kind: "meaning", tells: `body so far: ${o.body} | ${t.body}` };
  }
  if ((ends(theirs) || ends(ours)) && ours.state !== theirs.state) return meant(ours, theirs);
  return refusal() ?? (ours.state === theirs.state ? { kind: "same" } : meant(ours, theirs));
}

function ends({ state }: Reading): boolean {
  return state === "switched" || state === "closing";
}

function meant(ours: Reading, theirs: Reading): Verdict {
  return { kind: "meaning", tells: `state: ${ours.state} | ${theirs.state}` };
}

export function ruleFor(rules: readonly Rule[], tells: string, input: string): Rule | undefined {
  return rules.find((rule) => rule.tells.test(tells) && (rule.input === undefined || rule.input.test(input)));
}

/** One segment of a template: text as it stands in a raw path, or the name of a parameter. */
export interface Segment {
  readonly kind: "static" | "parameter" | "rest";
  readonly text: string;
}

/**
 * Splits a template like `/orgs/{org_id}/files/{rest...}` into its segments.
 * @throws TypeError that quotes the template and says what is wrong.
 */
export function parseTemplate(template: string): Segment[] {
  const fault = (what: string) => new TypeError(`route template ${JSON.stringify(template)}: ${what}`);
  if (!template.startsWith("/")) throw fault('it must start with "/"');
  if (/[?#\x00-\x1f\x7f]/.test(template)) throw fault("it is a path: no query, fragment or control character");
  const parts = template.slice(1).split("/");
  const names = new Set<string>();
  return parts.map((part, index) => {
    const last = index === parts.length - 1;
    if (part === "" && !last) throw fault('a segment is empty ("//")');
    const segment = parseSegment(part, fault);
    if (segment.kind === "static") return segment;
    if (segment.kind === "rest" && !last) throw fault(`{${segment.text}...} takes all that follows: it must be last`);
    if (names.has(segment.text)) throw fault(`{${segment.text}} appears twice`);
    names.add(segment.text);
    return segment;
  });
}

function parseSegment(part: string, fault: (what: string) => TypeError): Segment {
  // What other routers mean by these is never text: a route that no client reaches.
  if (/^:[A-Za-z_]\w*$/.test(part))
    throw fault(`write {${part.slice(1)}} for a parameter (or %3A${part.slice(1)} for the text)`);
  if (part === "*" || part === "**")
    throw fault(`write {rest...} for a parameter that takes the rest (or %2A for the text)`);
  if (!/[{}]/.test(part)) return { kind: "static", text: encoded(part) };
  const match = /^\{([^{}]*)\}$/.exec(part);
  if (match === null) throw fault(`"${part}" is not a whole parameter: write {name} between two slashes`);
  const rest = match[1].endsWith("...");
  const name = rest ? match[1].slice(0, -3) : match[1];
  if (/^\w+:path$/.test(name)) throw fault(`write {${name.slice(0, -5)}...} for a parameter that takes the rest`);
  const convertor = /^(\w+):(int|float|uuid|str)$/.exec(name);
  if (convertor !== null) {
    const schema = { int: "z.int()", float: "z.number()", uuid: "z.guid()", str: "z.string()" }[convertor[2]];
    throw fault(`write {${convertor[1]}} and say what it is in path: { ${convertor[1]}: ${schema} }`);
  }
  if (!/^[A-Za-z_]\w*$/.test(name)) throw fault(`"${name}" is not a name: use letters, digits and _`);
  if (name === "__proto__") throw fault(`"${name}" cannot name a parameter`);
  return { kind: rest ? "rest" : "parameter", text: name };
}

/** Clients send these percent-encoded (RFC 3986 section 2), and matching is on the raw path. */
function encoded(part: string): string {
  return part.replace(/[^\x21-\x7e]+|["<>\\^`|]/g, encodeURIComponent);
}

/** A path made from a template; `params` are percent-encoded. */
export function buildPath(
  template: string,
  segments: readonly Segment[],
  params: { readonly [name: string]: string | number },
): string {
  const fill = ({ kind, text }: Segment): string => {
    if (kind === "static") return text;
    const value = Object.hasOwn(params, text) ? params[text] : undefined;
    if (value === undefined) throw new TypeError(`url of ${template}: {${text}} is missing`);
    if (kind === "rest") return String(value).split("/").map(encodeURIComponent).join("/");
    if (value === "") throw new TypeError(`url of ${template}: {${text}} must not be empty`);
    return encodeURIComponent(value);
  };
  return `/${segments.map(fill).join("/")}`;
}

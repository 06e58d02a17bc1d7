import { type Apply, add, type Mutation, named, without } from "./mutation.ts";
import type { Line, Parts } from "./parts.ts";
import type { Random } from "./random.ts";

const onField =
  (change: (line: Line, random: Random) => void): Apply =>
  (parts, random) => {
    if (parts.fields.length === 0) return false;
    change(random.pick(parts.fields), random);
    return true;
  };

const name = (text: string) => text.slice(0, text.indexOf(":"));
const rest = (text: string) => text.slice(text.indexOf(":"));

const host =
  (text: string): Apply =>
  (parts, random) => {
    if (named(parts, "host") < 0) return false;
    without(parts, "host");
    add(parts, random, `Host: ${text}`);
    return true;
  };

const line =
  (change: (parts: Parts, random: Random) => void): Apply =>
  (parts, random) => {
    change(parts, random);
    return true;
  };

const originForm = (parts: Parts) => parts.target.startsWith("/");

/** Ways to break the request line and the fields that do not frame a body. */
export const headMutations: readonly Mutation[] = [
  {
    rule: "bare LF after the request line",
    code: "bad_line_ending",
    apply: line((parts) => {
      parts.separators[2] = "\n";
    }),
  },
  {
    rule: "bare LF after a field line",
    code: "bad_line_ending",
    apply: onField((field) => {
      field.end = "\n";
    }),
  },
  {
    rule: "bare CR after a field line",
    code: "bad_line_ending",
    apply: onField((field) => {
      field.end = "\r";
    }),
  },
  {
    rule: "CR CR LF after a field line",
    code: "bad_line_ending",
    apply: onField((field) => {
      field.end = "\r\r\n";
    }),
  },
  {
    rule: "bare LF for the empty line",
    code: "bad_line_ending",
    apply: line((parts) => {
      parts.headEnd = "\n";
    }),
  },
  {
    rule: "two spaces in the request line",
    code: "bad_request_line",
    apply: line((parts, random) => {
      parts.separators[random.int(0, 1)] = "  ";
    }),
  },
  {
    rule: "a tab after the method",
    code: "bad_request_line",
    apply: line((parts) => {
      parts.separators[0] = "\t";
    }),
  },
  {
    rule: "space before the method",
    code: "bad_request_line",
    apply: line((parts) => {
      parts.method = ` ${parts.method}`;
    }),
  },
  {
    rule: "space after the version",
    code: "bad_request_line",
    apply: line((parts) => {
      parts.separators[2] = " \r\n";
    }),
  },
  {
    rule: "no version",
    code: "bad_request_line",
    apply: line((parts) => {
      [parts.separators[1], parts.version] = ["", ""];
    }),
  },
  {
    rule: "separator in the method",
    code: "bad_request_line",
    apply: line((parts, random) => {
      parts.method += random.pick('(),/:;<=>?@[\\]{}"');
    }),
  },
  {
    rule: "two empty lines before the request",
    code: "bad_request_line",
    apply: line((parts) => {
      parts.prelude = "\r\n\r\n";
    }),
  },
  {
    rule: "malformed version",
    code: "bad_request_line",
    apply: line((parts, random) => {
      parts.version = random.pick(["http/1.1", "HTTP/1", "HTTP/01.1", "HTTP/1.10", "HTTP/1,1", "HTTP /1.1", "ICE/1.1"]);
    }),
  },
  {
    rule: "unknown version",
    code: "unsupported_version",
    apply: line((parts, random) => {
      parts.version = random.pick(["HTTP/2.0", "HTTP/1.2", "HTTP/1.9", "HTTP/0.9", "HTTP/3.0"]);
    }),
  },
  {
    rule: "control character or obs-text in the target",
    code: "bad_target",
    apply: (parts, random) => originForm(parts) && Boolean((parts.target += random.pick("\0\x01\x0b\x7f\x80\xe9"))),
  },
  {
    rule: "fragment in the target",
    code: "bad_target",
    apply: (parts) => originForm(parts) && Boolean((parts.target += "#a")),
  },
  {
    rule: "asterisk-form without OPTIONS",
    code: "bad_target",
    apply: line((parts) => {
      [parts.method, parts.target] = ["GET", "*"];
    }),
  },
  {
    rule: "user information in the target",
    code: "bad_target",
    apply: line((parts) => {
      [parts.method, parts.target] = ["GET", "http://user:word@example.com/"];
    }),
  },
  {
    rule: "no slash at the start of the target",
    code: "bad_target",
    apply: (parts) => originForm(parts) && parts.target[1] !== "/" && Boolean((parts.target = `a${parts.target}`)),
  },
  {
    rule: "request line over its limit",
    code: "target_too_long",
    apply: (parts) => originForm(parts) && Boolean((parts.target = `/${"a".repeat(9000)}`)),
  },
  {
    rule: "head over its limit",
    code: "head_too_large",
    apply: line((parts, random) => add(parts, random, `X-Long: ${"a".repeat(33_000)}`)),
  },
  {
    rule: "too many field lines",
    code: "too_many_headers",
    apply: line((parts, random) => add(parts, random, ...Array.from({ length: 101 }, () => "X-Many: a"))),
  },
  {
    rule: "space or tab before the colon",
    code: "bad_header_name",
    apply: onField((field, random) => {
      field.text = name(field.text) + random.pick([" ", "\t"]) + rest(field.text);
    }),
  },
  {
    rule: "empty field name",
    code: "bad_header_name",
    apply: onField((field) => {
      field.text = rest(field.text);
    }),
  },
  { rule: "no colon", code: "bad_header_name", apply: line((parts, random) => add(parts, random, "X-None")) },
  {
    rule: "bad character in a field name",
    code: "bad_header_name",
    apply: onField((field, random) => {
      field.text = `${name(field.text)}${random.pick('\0\x01\x7f\x80"(),/;<=>?@[\\]{}')}${rest(field.text)}`;
    }),
  },
  {
    rule: "control character in a field value",
    code: "bad_header_value",
    apply: onField((field, random) => {
      field.text += random.pick("\0\x01\x08\x0b\x0c\x1f\x7f");
    }),
  },
  {
    rule: "obsolete line folding",
    code: "obsolete_line_folding",
    apply: onField((field, random) => {
      field.end = `\r\n${random.pick([" ", "\t"])}b\r\n`;
    }),
  },
  {
    rule: "white space before the first field",
    code: "obsolete_line_folding",
    apply: (parts) => parts.fields.length > 0 && Boolean((parts.fields[0].text = ` ${parts.fields[0].text}`)),
  },
  {
    rule: "no Host in HTTP/1.1",
    code: "bad_host",
    apply: (parts) => parts.version === "HTTP/1.1" && without(parts, "host"),
  },
  {
    rule: "a second Host",
    code: "bad_host",
    apply: (parts, random) => named(parts, "host") >= 0 && add(parts, random, parts.fields[named(parts, "host")].text),
  },
  {
    rule: "malformed Host",
    code: "bad_host",
    apply: (parts, random) =>
      host(random.pick(["a b", "u@a", "a/b", "a:b", "a:65536", "[::1", "[::g]", "a\\b", "a?b", "a,b", ""]))(
        parts,
        random,
      ),
  },
  {
    rule: "Host that differs from the target",
    code: "bad_host",
    apply: (parts, random) => {
      [parts.method, parts.target] = ["GET", "http://other.example/"];
      return host("host.example")(parts, random);
    },
  },
  {
    rule: "unknown expectation",
    code: "unsupported_expectation",
    apply: (parts, random) => {
      without(parts, "expect");
      parts.version = "HTTP/1.1";
      add(parts, random, `Expect: ${random.pick(["200-ok", "100-continue, x", "a=b"])}`);
      return named(parts, "host") >= 0 && parts.framing !== "none";
    },
  },
];

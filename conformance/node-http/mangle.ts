import type { Random } from "./random.ts";

/** Bytes that mean something to a parser, or should not. */
const characters = "\0\x01\t\n\v\f\r !\"#%&'(),-./:;<=>?@[\\]_`{|}~\x7f\x80\x85\xa0\xff019aAfFgGxX+";
const pieces = [
  "\r\n",
  "\r\n\r\n",
  "\n",
  "\r",
  " ",
  "0\r\n\r\n",
  "1\r\na\r\n",
  "Content-Length: 5\r\n",
  "Content-Length: 0\r\n",
  "Transfer-Encoding: chunked\r\n",
  "Transfer-Encoding: gzip\r\n",
  "Host: b\r\n",
  "Connection: close\r\n",
  "Connection: upgrade\r\nUpgrade: x\r\n",
  "Expect: 100-continue\r\n",
  "GET / HTTP/1.1\r\nHost: a\r\n\r\n",
  "GET / HTTP/1.0\r\n\r\n",
  "HTTP/1.1",
  "http://a",
  "chunked",
];

/** Changes one to four places of a connection's bytes (latin-1) without knowing what they mean. */
export function mangle(text: string, random: Random): string {
  let made = text;
  for (let left = random.pick([1, 1, 1, 2, 2, 3, 4]); left > 0; left--) {
    const at = random.int(0, made.length);
    const end = Math.min(made.length, at + random.int(1, random.chance(0.3) ? 30 : 3));
    const [before, middle, after] = [made.slice(0, at), made.slice(at, end), made.slice(end)];
    switch (random.int(0, 7)) {
      case 0:
        made = before + after;
        break;
      case 1:
        made = before + middle + middle + after;
        break;
      case 2:
      case 3:
        made = before + random.pick(characters) + middle + after;
        break;
      case 4:
        made = before + random.pick(characters) + middle.slice(1) + after;
        break;
      case 5:
        made = before + random.pick(pieces) + middle + after;
        break;
      case 6: {
        // At the start of a line, where a field would stand.
        const line = made.indexOf("\r\n", at);
        if (line >= 0) made = `${made.slice(0, line + 2)}${random.pick(pieces)}${made.slice(line + 2)}`;
        break;
      }
      default:
        made = random.chance(0.2) ? before : before + [...middle].reverse().join("") + after;
    }
  }
  return made;
}

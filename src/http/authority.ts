const hostPattern =
  /^(?:\[([0-9A-Fa-f:.]{2,45}|[vV][0-9A-Fa-f]+\.[A-Za-z0-9\-._~!$&'()*+,;=:]+)\]|(?:[A-Za-z0-9\-._~!$&'()*+;=]|%[0-9A-Fa-f]{2})+)(?::(\d*))?$/;

/**
 * True if `text` is `uri-host [":" port]` (RFC 9110 section 7.2, RFC 3986 section 3.2): no user information, no empty host, port at
 * most 65535. A comma is refused although RFC 3986 allows it: it is how two merged Host lines look.
 */
export function isAuthority(text: string): boolean {
  if (text.length > 1024) return false;
  const match = hostPattern.exec(text);
  if (match === null) return false;
  const [, literal, port] = match;
  if (literal !== undefined && !/^v/i.test(literal) && !isIpv6(literal)) return false;
  return port === undefined || port === "" || (port.length <= 5 && Number(port) <= 65535);
}

const hextets = /^[0-9A-Fa-f]{1,4}(?::[0-9A-Fa-f]{1,4})*$/;
const ipv4 = /(^|:)(?:25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)(?:\.(?:25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)){3}$/;

/** RFC 3986 section 3.2.2: eight groups, or fewer around one `::`; an IPv4 address may stand for the last two. */
function isIpv6(text: string): boolean {
  const halves = text.replace(ipv4, "$10:0").split("::");
  if (halves.length > 2) return false;
  let groups = 0;
  for (const half of halves) {
    if (half === "" && halves.length === 2) continue;
    if (!hextets.test(half)) return false;
    groups += half.split(":").length;
  }
  return halves.length === 2 ? groups <= 7 : groups === 8;
}

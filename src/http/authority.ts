const hostPattern =
  /^(?:\[(?:[0-9A-Fa-f:.]{2,45}|[vV][0-9A-Fa-f]+\.[A-Za-z0-9\-._~!$&'()*+,;=:]+)\]|(?:[A-Za-z0-9\-._~!$&'()*+;=]|%[0-9A-Fa-f]{2})+)(?::(\d*))?$/;

/**
 * True if `text` is `uri-host [":" port]` (RFC 9110 section 7.2, RFC 3986 section 3.2): no user information, no empty host, port at
 * most 65535. A comma is refused although RFC 3986 allows it: it is how two merged Host lines look.
 */
export function isAuthority(text: string): boolean {
  if (text.length > 1024) return false;
  const match = hostPattern.exec(text);
  if (match === null) return false;
  const port = match[1];
  return port === undefined || port === "" || (port.length <= 5 && Number(port) <= 65535);
}

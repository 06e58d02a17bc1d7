/** Says that the answer depends on a request field (RFC 9110 section 12.5.5); once. */
export function addVary(headers: Headers, name: string): void {
  const vary = headers.get("vary");
  if (vary === null || vary === "") headers.set("vary", name);
  else if (!lists(vary, "*") && !lists(vary, name)) headers.set("vary", `${vary}, ${name}`);
}

/** Whether a comma-separated field has a member, in any case. */
export function lists(field: string, member: string): boolean {
  const wanted = member.toLowerCase();
  return field.split(",").some((item) => item.trim().toLowerCase() === wanted);
}
